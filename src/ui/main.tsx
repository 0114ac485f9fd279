import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { required } from '../core/base/assert'
import { App } from './app/app'
import './app/styles.css'

createRoot(required(document.getElementById('root'), 'the element that the page is mounted in')).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
