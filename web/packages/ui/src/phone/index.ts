// The parts that the apps of phones share; nothing of the office's components comes with them.
export { default as StatusTag } from '../StatusTag/StatusTag.vue'
export { default as FlIcon } from './FlIcon.vue'
export { default as LongText } from './LongText.vue'
export { fits, lengthOf } from './length'
export { default as ShortText } from './ShortText.vue'
export { default as SignPad, strokes_min } from './SignPad.vue'
