// The pictures that guide through a step.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export const setPictures = (sop: Wire['Sop'], step: string, pictures: Wire['StepPicture'][], once: Once) =>
  ask(
    api.PUT('/api/v1/sops/{code}/steps/{step}/pictures', {
      params: { path: { code: sop.code, step }, header: seenAt(once, sop.version) },
      body: { pictures },
    }),
  )
