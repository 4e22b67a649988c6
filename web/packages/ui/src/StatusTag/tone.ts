// The fixed palette of status: each tone has its colour and its sign, so that colour never speaks alone.

export type Tone = 'waiting' | 'underway' | 'done' | 'late' | 'hold' | 'closed' | 'cancelled'

/** The sign of each tone, as a path on 16 × 16. */
export const sign: Record<Tone, string> = {
  waiting: 'M8 4v4l3 2M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
  underway: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0zM8 2v12',
  done: 'M4 8.500l2.700 2.700L12 5.500',
  late: 'M8 3v6.500M8 12.500v.1',
  hold: 'M6 4v8M10 4v8',
  closed: 'M4 8h8M4 5h8M4 11h8',
  cancelled: 'M4 8h8',
}
