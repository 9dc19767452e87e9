import { createApp } from 'vue'
import HqApp from './HqApp.vue'

createApp(HqApp).mount('#app')
