// How customers judged, piece by piece of the period.
import type { Wire } from '@fieldloop/api'
import { t } from '@fieldloop/words'
import type { Days } from '../../../../period'
import { count } from '../../adapters'
import { type Around, type FigureRow, figure, head, hundredths, type Table, whole } from '../figures'

export function satisfaction(now: Wire['Satisfaction'], then: Wire['Satisfaction'] | undefined, around: Around): Table {
  const line = (
    key: string,
    name: string,
    of: Wire['Judged'],
    was: Wire['Judged'] | undefined,
    days: Days,
  ): FigureRow => {
    const to = (which?: string) => ({
      path: '/reviews',
      query: { which, period: 'custom', ...days, unit: around.unit || undefined },
    })
    const most = Math.max(1, ...now.points.map((each) => each.judged.reviews))
    return {
      key,
      name,
      figures: [
        figure(of.reviews, was?.reviews, whole, undefined, {
          to: to(),
          share: key === 'whole' ? undefined : (of.reviews / most) * 100,
        }),
        figure(of.stars_hundredths, was?.stars_hundredths, hundredths, 'more', { to: to() }),
        figure(of.below_standard, was?.below_standard, whole, 'less', {
          to: to('below'),
          isBad: of.below_standard > 0,
        }),
        figure(of.nps_answers, was?.nps_answers, whole, undefined, { to: to() }),
        figure(of.nps, was?.nps, whole, 'more', { to: to() }),
      ],
    }
  }
  const rows = now.points
    .filter((each) => each.judged.reviews > 0)
    .map((each) =>
      line(each.from, each.from === each.to ? each.from : `${each.from} – ${each.to}`, each.judged, undefined, each),
    )
  const all = now.whole.reviews ? [line('whole', t('analysis.whole'), now.whole, then?.whole, around.days)] : []
  return {
    first: t('analysis.when'),
    heads: [
      head('analysis.reviews', 'analysis.reviews_said'),
      head('cockpit.stars_short'),
      head('reviews.below', 'analysis.below_said'),
      head('analysis.nps_answers', 'analysis.nps_answers_said'),
      { title: 'NPS', said: t('analysis.nps_said') },
    ],
    rows: [...all, ...rows],
    more: false,
    whole: now.whole.reviews
      ? [
          now.by_stars
            .map((reviews, at) => t('analysis.of_stars', { stars: at + 1, reviews: count(reviews) }))
            .reverse()
            .join(' · '),
        ]
      : [],
  }
}
