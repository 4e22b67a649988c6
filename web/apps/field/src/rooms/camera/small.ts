// A picture as small as a tile shows it: hundreds of whole ones would fill a cheap phone's memory.

/** Tiles are 76 px, and screens are sharp. */
const side_px = 200

/** The same picture, small; as it is where the browser cannot make it so. */
export async function small(picture: Blob): Promise<Blob> {
  try {
    const image = await createImageBitmap(picture, { resizeWidth: side_px, resizeQuality: 'medium' })
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
    canvas.getContext('2d')?.drawImage(image, 0, 0)
    image.close()
    return await new Promise((done) => canvas.toBlob((blob) => done(blob ?? picture), 'image/jpeg', 0.8))
  } catch {
    return picture
  }
}
