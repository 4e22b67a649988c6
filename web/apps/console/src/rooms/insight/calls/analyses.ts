// The analyses of some days, and of the days before them to compare with: each asked for only while it is on screen.
import { api, ask, type Wire } from '@fieldloop/api'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Days } from '../../../period'

const minute_ms = 60_000

export interface AnalysisOf {
  productivity: Wire['Productivity']
  areas: Wire['Areas']
  parts: Wire['PartUseFigures']
  repeats: Wire['Repeats']
  satisfaction: Wire['Satisfaction']
  margin: Wire['Margin']
}
export type Kind = keyof AnalysisOf
/** How the rows are told apart, where there is a choice. */
export interface By {
  repeats: Wire['RepeatsBy']
  margin: Wire['MarginBy']
}

interface Question {
  days: Days
  unit: string
  by: By
}

type Fetch<K extends Kind> = (question: Question, signal: AbortSignal) => Promise<AnalysisOf[K]>

const query = ({ days, unit }: Question) => ({ ...days, unit_id: unit || undefined })
const fetches: { [K in Kind]: Fetch<K> } = {
  productivity: (all, signal) =>
    ask(api.GET('/api/v1/insight/productivity', { params: { query: query(all) }, signal })),
  areas: (all, signal) => ask(api.GET('/api/v1/insight/areas', { params: { query: query(all) }, signal })),
  parts: (all, signal) => ask(api.GET('/api/v1/insight/part-use', { params: { query: query(all) }, signal })),
  repeats: (all, signal) =>
    ask(api.GET('/api/v1/insight/repeats', { params: { query: { ...query(all), by: all.by.repeats } }, signal })),
  satisfaction: (all, signal) =>
    ask(api.GET('/api/v1/insight/satisfaction', { params: { query: query(all) }, signal })),
  margin: (all, signal) =>
    ask(api.GET('/api/v1/insight/margin', { params: { query: { ...query(all), by: all.by.margin } }, signal })),
}

/** What was found, with what it is: a page draws it by its kind. */
export type Found = { [K in Kind]: { kind: K; data: AnalysisOf[K] } }[Kind]

async function found<K extends Kind>(kind: K, question: Question, signal: AbortSignal): Promise<Found> {
  return { kind, data: await fetches[kind](question, signal) } as Found
}

export function useAnalysis(kind: Ref<Kind>, days: Ref<Days | undefined>, unit: Ref<string>, by: Ref<By>) {
  return useQuery({
    queryKey: computed(() => ['insight', 'analysis', kind.value, days.value, unit.value, by.value]),
    queryFn: ({ signal }) =>
      found(kind.value, { days: days.value ?? { from: '', to: '' }, unit: unit.value, by: by.value }, signal),
    enabled: () => Boolean(days.value),
    placeholderData: keepPreviousData,
    staleTime: minute_ms,
  })
}
