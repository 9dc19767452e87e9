import { createPinia } from 'pinia'
import { createApp } from 'vue'
import KioskApp from './KioskApp.vue'

createApp(KioskApp).use(createPinia()).mount('#app')
