import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import { Car, Cable, Cloud, LayoutGrid, ReceiptText, ScanBarcode, TrendingUp } from '@lucide/vue'
import type { CallName } from '@/shared/session'
import type { StaffText } from './texts'

export interface Page {
  name: string
  path: string
  title: StaffText
  icon: Component
  /** The page is there for whoever may make this call. */
  needs: CallName
}

export const PAGES: Page[] = [
  { name: 'today', path: '/today', title: 'nav.today', icon: TrendingUp, needs: 'getToday' },
  { name: 'till', path: '/till', title: 'nav.till', icon: ScanBarcode, needs: 'openCart' },
  { name: 'orders', path: '/orders', title: 'nav.orders', icon: ReceiptText, needs: 'listOrders' },
  { name: 'devices', path: '/devices', title: 'nav.devices', icon: Cable, needs: 'getDevice' },
  { name: 'bay', path: '/bay', title: 'nav.bay', icon: Car, needs: 'makeReport' },
  { name: 'shelves', path: '/shelves', title: 'nav.shelves', icon: LayoutGrid, needs: 'listShelves' },
  { name: 'sync', path: '/sync', title: 'nav.sync', icon: Cloud, needs: 'getSync' },
]

export const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/today' },
  { path: '/today', component: () => import('./pages/TodayPage.vue') },
  { path: '/till', component: () => import('./pages/TillPage.vue') },
  { path: '/orders', component: () => import('./pages/OrdersPage.vue') },
  { path: '/orders/:id', component: () => import('./pages/OrdersPage.vue'), props: true },
  { path: '/devices', component: () => import('./pages/DevicesPage.vue') },
  { path: '/devices/cameras/:unit?', component: () => import('./pages/CameraPage.vue'), props: true },
  { path: '/devices/test-card', component: () => import('./pages/TestCardPage.vue') },
  { path: '/bay', component: () => import('./pages/BayPage.vue') },
  { path: '/bay/reports/:id', component: () => import('./pages/ReportPage.vue'), props: true },
  { path: '/shelves', component: () => import('./pages/ShelvesPage.vue') },
  { path: '/sync', component: () => import('./pages/SyncPage.vue') },
  { path: '/:rest(.*)*', redirect: '/today' },
]
