// A browser's long name of itself, as short words for whoever looks where they are signed in.
import { t } from '@fieldloop/words'

// the first that fits: many call themselves by the names of others as well
const browsers: readonly (readonly [RegExp, string])[] = [
  [/wxwork/i, 'WeCom'],
  [/MicroMessenger/, 'WeChat'],
  [/DingTalk/, 'DingTalk'],
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/QQBrowser/, 'QQ'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS/, 'Firefox'],
  [/Chrome\/|CriOS|HeadlessChrome/, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** `Chrome · Windows`; what says nothing of itself is an unknown device. */
export function deviceWords(agent: string | null | undefined): string {
  if (!agent) return t('own_sessions.unknown')
  const named = (list: readonly (readonly [RegExp, string])[]) => list.find(([sign]) => sign.test(agent))?.[1]
  const browser = named(browsers)
  const system = named(systems)
  if (!browser && !system) return agent.split(/[ /(]/)[0] || t('own_sessions.unknown')
  const whole = { browser: browser ?? t('own_sessions.other_browser'), system: system ?? '' }
  return system ? t('own_sessions.browser', whole) : whole.browser
}
