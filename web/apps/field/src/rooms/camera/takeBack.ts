// Taking back a photo that was taken by mistake: asked first, then out of the queue where it has not left the phone, else told.
import { t } from '@fieldloop/words'
import { useOutbox } from '../../phone/outbox'
import { say, sayFailure } from '../../phone/say'
import { showConfirmDialog } from '../../vant'
import type { visitDeeds } from '../visits'

/** A photo by its file and the step that it answers; undefined for one of the visit as a whole. */
export interface Mistaken {
  sha256: string
  step?: string
}

export async function takeBack(deeds: ReturnType<typeof visitDeeds>, photo: Mistaken): Promise<void> {
  const sure = await showConfirmDialog({
    title: t('take_back.ask'),
    message: t('take_back.hint'),
    confirmButtonText: t('take_back.do'),
    cancelButtonText: t('take_back.keep'),
  }).then(
    () => true,
    () => false,
  )
  if (!sure) return
  try {
    const outbox = useOutbox()
    const unsent = outbox.deeds.find((each) => {
      if (each.verb !== 'visit.evidence' || each.state !== 'waiting') return false
      const body = JSON.parse(each.body) as { sha256?: string; step?: string | null }
      return body.sha256 === photo.sha256 && (body.step ?? undefined) === photo.step
    })
    if (!unsent || !(await outbox.recall(unsent.key)))
      await deeds.onVisit('visit.evidence_back', { sha256: photo.sha256, step: photo.step ?? null })
    say(t('take_back.done'))
  } catch (thrown) {
    sayFailure(thrown)
  }
}
