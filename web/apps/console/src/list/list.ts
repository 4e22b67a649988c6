// Lists that come page by page.
import type { Ref } from 'vue'

/** What a list's page needs to know of its query. */
export interface Listed {
  isPending: Ref<boolean>
  isFetching: Ref<boolean>
  error: Ref<Error | null>
  refetch(): unknown
  hasNextPage?: Ref<boolean>
  isFetchingNextPage?: Ref<boolean>
  fetchNextPage?(): unknown
}

/** The rows of all pages that have come. */
export function rowsOf<T>(pages: { pages: { items: T[] }[] } | undefined): T[] {
  return pages?.pages.flatMap((page) => page.items) ?? []
}

export interface Column {
  title: string
  /** What is not said takes what is left. */
  width?: string
  number?: boolean
  /** Buttons stand there: its title is for those who hear the page. */
  isDeeds?: boolean
}
