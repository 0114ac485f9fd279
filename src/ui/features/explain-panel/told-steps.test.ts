import { expect, it } from 'vitest'
import { openBuiltInLab, runIn } from '../../../../tests/scene/lab-run'
import { sentenceText } from '../../../core/explain/sentence'
import { pictureStage } from '../../../core/picture/moment'
import type { PictureMoment } from '../../../core/picture/moment'
import { EN } from '../../../core/words/en'
import { toldPlaces } from './told-steps'

it('a drop that is told at length beside the sentences is only named among them', () => {
  const { inventory, trace, steps } = runIn(openBuiltInLab('two-subnets'), ['router$ ip link set eth-a mtu 1400', 'pod-w0-b$ ping -c 1 -W 1 -M do -s 3000 172.16.158.16'])
  const moment: PictureMoment = { inventory, trace, steps, ends: [], words: EN, step: 0 }
  const stage = pictureStage(moment, { width: 960, height: 640 })
  const drop = steps.find(({ kind }) => kind === 'drop')
  const told = (beside?: number) => toldPlaces(moment, stage, beside).flatMap((place) => place.steps).flatMap(({ position, sentence }) => (steps[position] === drop ? [sentenceText(sentence)] : []))
  expect(told()).toEqual(['The packet ends at the router. It is larger than the next MTU and may not be fragmented (DF): 3,048 bytes, but eth-a takes 1,400.'])
  expect(told(drop?.entryIndex)).toEqual(['The packet ends at the router. Fragmentation needed.'])
})
