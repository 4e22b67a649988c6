// The server was updated while this tab was open: parts of the old console are gone. Whoever goes to a page gets the new one; whoever stays is told.
import { ElMessage } from '@fieldloop/ui'
import { t } from '@fieldloop/words'
import type { Router } from 'vue-router'

const place = 'fieldloop.reloaded_for'

/** A page that could not be fetched is asked for anew as a whole, once: a second failure is no update. */
export function followUpdates(router: Router, go: (to: string) => void = (to) => location.assign(to)): void {
  router.onError((thrown, to) => {
    if (!isGone(thrown) || sessionStorage.getItem(place) === to.fullPath) return
    sessionStorage.setItem(place, to.fullPath)
    go(to.fullPath)
  })
  router.afterEach(() => sessionStorage.removeItem(place))
  addEventListener('vite:preloadError', () =>
    ElMessage.warning({ message: t('frame.updated'), duration: 8_000, grouping: true }),
  )
}

/** As the browsers say that a part of a program is not there. */
export const isGone = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  /dynamically imported module|module script|error loading dynamically|Unable to preload/i.test(thrown.message)
