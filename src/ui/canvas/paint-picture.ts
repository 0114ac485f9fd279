import type { Ink, PathCommand, PictureGroup, PictureItem, PicturePath, PictureRect, PictureText } from '../../core/picture/picture'
import { fontOf } from './theme'

/** Paints a picture's items on a canvas whose coordinates are the picture's. */
export function paintPicture(ctx: CanvasRenderingContext2D, items: readonly PictureItem[]): void {
  for (const item of items) paintItem(ctx, item)
}

function paintItem(ctx: CanvasRenderingContext2D, item: PictureItem): void {
  switch (item.kind) {
    case 'rect':
    case 'path':
      paintShape(ctx, item)
      break
    case 'text':
      paintPictureText(ctx, item)
      break
    case 'group':
      paintGroup(ctx, item)
      break
  }
}

function paintShape(ctx: CanvasRenderingContext2D, shape: PictureRect | PicturePath): void {
  ctx.save()
  ctx.globalAlpha *= shape.opacity ?? 1
  traceShape(ctx, shape)
  fillAndStroke(ctx, shape)
  ctx.restore()
}

function traceShape(ctx: CanvasRenderingContext2D, shape: PictureRect | PicturePath): void {
  ctx.beginPath()
  if (shape.kind === 'rect') ctx.roundRect(shape.rect.x, shape.rect.y, shape.rect.width, shape.rect.height, shape.radius)
  else for (const command of shape.commands) follow(ctx, command)
}

function follow(ctx: CanvasRenderingContext2D, command: PathCommand): void {
  switch (command.to) {
    case 'move':
      ctx.moveTo(command.at.x, command.at.y)
      break
    case 'line':
      ctx.lineTo(command.at.x, command.at.y)
      break
    case 'curve':
      ctx.quadraticCurveTo(command.control.x, command.control.y, command.at.x, command.at.y)
      break
    case 'close':
      ctx.closePath()
      break
  }
}

function fillAndStroke(ctx: CanvasRenderingContext2D, ink: Ink): void {
  if (ink.fill !== undefined) {
    ctx.fillStyle = ink.fill
    ctx.fill()
  }
  if (ink.stroke === undefined) return
  ctx.strokeStyle = ink.stroke
  ctx.lineWidth = ink.strokeWidth ?? 1
  ctx.lineCap = ink.cap ?? 'butt'
  ctx.setLineDash(ink.dash === undefined ? [] : [...ink.dash])
  ctx.stroke()
}

function paintPictureText(ctx: CanvasRenderingContext2D, { text, at, align, font, fill }: PictureText): void {
  ctx.font = fontOf(font)
  // widths as the face has them, not rounded to whole pixels: as they were measured, and as every other renderer sets the SVG
  ctx.textRendering = 'geometricPrecision'
  ctx.fillStyle = fill
  ctx.textAlign = align
  ctx.textBaseline = 'alphabetic'
  ctx.fillText(text, at.x, at.y)
}

function paintGroup(ctx: CanvasRenderingContext2D, group: PictureGroup): void {
  ctx.save()
  ctx.globalAlpha *= group.opacity ?? 1
  if (group.move !== undefined) {
    ctx.translate(group.move.to.x, group.move.to.y)
    ctx.rotate((group.move.degrees * Math.PI) / 180)
    ctx.scale(group.move.scale, group.move.scale)
  }
  if (group.clip !== undefined) {
    traceShape(ctx, group.clip)
    ctx.clip()
  }
  paintPicture(ctx, group.items)
  ctx.restore()
}
