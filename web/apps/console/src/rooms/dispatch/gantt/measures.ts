// The sizes of the timeline, in pixels.
export const name_px = 196
export const head_px = 32
export const bar_px = 34
export const lane_px = 37
export const pad_px = 5
export const group_px = 28

export function rowHeight(lanes: number): number {
  return pad_px * 2 + bar_px + (lanes - 1) * lane_px
}
