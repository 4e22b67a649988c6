// Photos that go out with words, and those that are shown.

/** A photo of a draft: sent where it has its hash. */
export interface PhotoKept {
  id: string
  name: string
  thumb: string
  sha256: string
}

export { default as PhotoStrip } from './PhotoStrip.vue'
export { default as PhotosField } from './PhotosField.vue'
export { sendPhoto } from './transfer'

/** All were sent, so that they can go with what is said. */
export const allSent = (photos: readonly PhotoKept[]) => photos.every((each) => each.sha256)
export const hashesOf = (photos: readonly PhotoKept[]) => photos.map((each) => each.sha256)
