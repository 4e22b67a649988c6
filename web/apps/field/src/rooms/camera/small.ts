// A picture as small as a tile shows it: hundreds of whole ones would fill a cheap phone's memory.

/** Tiles are 76 px, and screens are sharp. */
const side_px = 200
const quality = 0.8

/** The same picture, small; as it is where the browser cannot make it so. */
export async function small(picture: Blob): Promise<Blob> {
  try {
    const image = await createImageBitmap(picture, { resizeWidth: side_px, resizeQuality: 'medium' })
    const { width, height } = image
    const paper = typeof OffscreenCanvas === 'undefined' ? document.createElement('canvas') : new OffscreenCanvas(1, 1)
    Object.assign(paper, { width, height })
    const pen = paper.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null
    pen?.drawImage(image, 0, 0)
    image.close()
    if ('convertToBlob' in paper) return await paper.convertToBlob({ type: 'image/jpeg', quality })
    return await new Promise((done) => paper.toBlob((blob) => done(blob ?? picture), 'image/jpeg', quality))
  } catch {
    return picture
  }
}
