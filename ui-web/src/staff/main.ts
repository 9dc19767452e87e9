import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'
import { useSession } from '@/shared/session'
import { PAGES, routes } from './pages'
import StaffApp from './StaffApp.vue'

const app = createApp(StaffApp).use(createPinia())
const router = createRouter({ history: createWebHashHistory(), routes })

// A page that the box would refuse is not opened; the first allowed one is.
router.beforeEach((to) => {
  const session = useSession()
  if (session.door !== 'open') return true
  const page = PAGES.find((item) => to.path.startsWith(item.path))
  if (!page || session.may(page.needs)) return true
  const first = PAGES.find((item) => session.may(item.needs))
  return first && first.path !== to.path ? first.path : true
})

app.use(router).mount('#app')
