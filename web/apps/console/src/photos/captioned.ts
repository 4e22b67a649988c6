// A picture or paper with its caption, as a list of them is edited.

export interface Captioned {
  sha256: string
  caption: string
  /** By its content, as far as it is known: `image/jpeg`. */
  media: string
  /** What the file was called, where that is known. */
  file: string
}

/** A file that has just arrived. */
export interface Fresh {
  sha256: string
  name: string
  media: string
}
