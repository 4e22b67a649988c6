// After something was done: the page is asked for anew, and says so at its top.
import { t, type Word } from '@fieldloop/words'
import { back } from '../../frame/place'
import { refresh, told } from '../../portal/portal'

const seconds = 8

export async function doneAndBack(word: Word): Promise<void> {
  back()
  told.value = t(word)
  setTimeout(() => {
    told.value = ''
  }, seconds * 1000)
  await refresh()
}
