// Apart from the rest: only who draws a code loads what encodes it.
export { default as QrCode } from './QrCode.vue'
