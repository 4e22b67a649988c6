// The steps of a visit and its photos, from the wire to what its report shows.
import type { Wire } from '@fieldloop/api'
import { code, t } from '@fieldloop/words'
import type { Photo } from '../../photos'

type Step = Wire['StepShown']
const files = new Set<Wire['StepKind']>(['photo', 'video', 'signature'])

/** What was answered in words; photos and signatures are shown as pictures instead. */
export function answerText(shown: Step, say: (label: Wire['Label']) => string): string {
  const { step } = shown
  const answer: unknown = shown.answer
  if (answer === null || answer === undefined) return step.forced ? t('report.missing') : '—'
  if (step.kind === 'tick') return answer === true ? t('report.yes') : t('report.no')
  if (step.kind === 'choice') {
    const chosen = step.options?.find((option) => option.code === answer)
    return chosen ? say(chosen.label) : String(answer)
  }
  return step.unit ? `${String(answer)} ${step.unit}` : String(answer)
}

/** How an answer stands: missing though forced, outside its limits, or well. */
export function answerTone(shown: Step): 'waiting' | 'late' | 'plain' {
  if (shown.within_limits === false) return 'late'
  const isOpen = shown.answer === null || shown.answer === undefined
  return isOpen && shown.step.forced ? 'waiting' : 'plain'
}

/** The limits of a reading, where it has any: `0–5 %LEL`. */
export function limitsText(step: Wire['Step']): string {
  if (step.kind !== 'reading') return ''
  const ends = [step.min, step.max].map((end) => (typeof end === 'number' ? String(end) : ''))
  if (!ends.some(Boolean)) return ''
  const span = ends.every(Boolean) ? ends.join('–') : ends[0] ? `≥ ${ends[0]}` : `≤ ${ends[1]}`
  return [span, step.unit].filter(Boolean).join(' ')
}

/** The photos of a visit: as evidence where they are, else as the steps name them; each once. */
export function photosOf(page: Wire['VisitPage'], say: (label: Wire['Label']) => string): Photo[] {
  const labels = new Map(page.sop.steps.map(({ step }) => [step.code, say(step.label)]))
  const approved = new Set(page.charges?.approvals.map((each) => each.signature))
  const evidence = page.evidence.map((each) => ({
    sha256: each.sha256,
    kind: each.kind as string,
    caption:
      each.caption ||
      (each.step && labels.get(each.step)) ||
      (approved.has(each.sha256) ? t('report.price_signature') : code('evidence_kind', each.kind)),
    flags: each.flags.map((flag) => code('evidence_flag', flag)),
  }))
  const known = new Set(evidence.map((each) => each.sha256))
  const answered = page.sop.steps
    .filter(({ step }) => files.has(step.kind))
    .flatMap(({ step, answer }) =>
      [answer].flat().map((sha256: unknown) => ({ sha256, kind: step.kind as string, caption: say(step.label) })),
    )
    .filter((each): each is typeof each & { sha256: string } => typeof each.sha256 === 'string')
    .filter((each) => !known.has(each.sha256))
  const { signature, signed_by } = page.visit
  const signed =
    signature && !known.has(signature) && !answered.some((each) => each.sha256 === signature)
      ? [{ sha256: signature, kind: 'signature', caption: t('report.signed_by', { who: signed_by ?? '' }), flags: [] }]
      : []
  return [...evidence, ...answered.map((each) => ({ ...each, flags: [] })), ...signed]
}

/** The steps that are asked and answered in words. */
export function stepsInWords(sop: Wire['SopShown']): Step[] {
  return sop.steps.filter(({ step, asked }) => asked && !files.has(step.kind))
}
