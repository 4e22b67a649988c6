// Who fits the visit in hand, by technician, and whether dropping it somewhere asks for a reason.
import type { Wire } from '@fieldloop/api'
import type { Held, Target } from './held'

export type Fit =
  | { kind: 'can'; candidate: Wire['CandidateShown'] }
  | { kind: 'cannot'; reasons: Wire['Exclusion'][] }
  /** The ranking looked at the outlets that serve this visit; this technician belongs to none of them. */
  | { kind: 'elsewhere' }

export function fitsOf(ranking: Wire['Recommendations'] | undefined): Map<string, Fit> | undefined {
  if (!ranking) return undefined
  return new Map<string, Fit>([
    ...ranking.candidates.map((candidate): [string, Fit] => [candidate.technician_id, { kind: 'can', candidate }]),
    ...ranking.excluded.map((out): [string, Fit] => [out.technician_id, { kind: 'cannot', reasons: out.reasons }]),
  ])
}

const elsewhere: Fit = { kind: 'elsewhere' }

/** What the ranking says of one of them. */
export function fitOf(fits: Map<string, Fit> | undefined, technician_id: string): Fit | undefined {
  return fits && (fits.get(technician_id) ?? elsewhere)
}

/** Why a choice has to be explained. */
export interface Asked {
  /** They are ruled out: these reasons. */
  reasons: Wire['Exclusion'][]
  is_elsewhere: boolean
  /** Not the first of the ranking, but this. */
  place?: number
  /** Another time than the customer was told. */
  is_outside_window: boolean
  /** Somebody has said that they come. */
  is_accepted: boolean
}

/** What is known beforehand to be asked for; the server judges the very moment and may ask for more. */
export function askedFor(fit: Fit | undefined, held: Held, target: Target, now: number): Asked | undefined {
  const told = held.window && held.window.to >= now ? held.window : undefined
  const is_outside_window = Boolean(
    told && target.from !== undefined && (target.from < told.from || target.from > told.to),
  )
  const place = fit?.kind === 'can' && fit.candidate.rank > 1 ? fit.candidate.rank : undefined
  const reasons = fit?.kind === 'cannot' ? fit.reasons : []
  const is_elsewhere = fit?.kind === 'elsewhere'
  const is_accepted = Boolean(held.at && !held.at.is_offer && held.at.technician_id !== target.technician_id)
  if (!is_outside_window && !place && !reasons.length && !is_elsewhere && !is_accepted) return undefined
  return { reasons, is_elsewhere, place, is_outside_window, is_accepted }
}

/** The same from the server's refusal, where that is what it says. */
export function askedBy(code: string, facts: Record<string, unknown>): Asked | undefined {
  if (code === 'dispatch.excluded')
    return {
      reasons: (facts.reasons as Wire['Exclusion'][]) ?? [],
      is_elsewhere: false,
      is_outside_window: false,
      is_accepted: false,
    }
  if (code !== 'dispatch.reason_needed') return undefined
  const place = Number(facts.place)
  return {
    reasons: [],
    is_elsewhere: false,
    place: place > 1 ? place : undefined,
    is_outside_window: facts.keeps_window === false,
    is_accepted: facts.is_accepted === true,
  }
}
