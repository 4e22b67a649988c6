// A new offer is heard and felt: two tones and a shake, as far as the phone lets a page do so.

let sound: AudioContext | undefined

/** Phones let a page sound only after somebody has touched it: called with the first touch. */
export function allowSound(): void {
  sound ??= typeof AudioContext === 'undefined' ? undefined : new AudioContext()
  void sound?.resume()
}

export function ring(): void {
  // before somebody has touched the page, a phone lets it neither sound nor shake
  if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.([250, 120, 250, 120, 400])
  if (sound?.state !== 'running') return
  for (const [nth, pitch_hz] of [880, 1175, 880, 1175].entries()) tone(sound, pitch_hz, nth * 0.22)
}

function tone(on: AudioContext, pitch_hz: number, from_s: number) {
  const at = on.currentTime + from_s
  const voice = on.createOscillator()
  const loud = on.createGain()
  voice.frequency.value = pitch_hz
  loud.gain.setValueAtTime(0.0001, at)
  loud.gain.exponentialRampToValueAtTime(0.25, at + 0.02)
  loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.2)
  voice.connect(loud).connect(on.destination)
  voice.start(at)
  voice.stop(at + 0.21)
}
