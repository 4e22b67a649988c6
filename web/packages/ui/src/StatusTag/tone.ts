// The fixed palette of status: each tone has its colour and its sign, so that colour never speaks alone.
import { CircleCheckFilled, Clock, Lock, Remove, VideoPause, WarningFilled } from '@element-plus/icons-vue'
import type { Component } from 'vue'
import Progress from './Progress.vue'

export type Tone = 'waiting' | 'underway' | 'done' | 'late' | 'hold' | 'closed' | 'cancelled'

export const sign: Record<Tone, Component> = {
  waiting: Clock,
  underway: Progress,
  done: CircleCheckFilled,
  late: WarningFilled,
  hold: VideoPause,
  closed: Lock,
  cancelled: Remove,
}
