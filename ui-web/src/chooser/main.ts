import { createApp } from 'vue'
import ChooserApp from './ChooserApp.vue'

createApp(ChooserApp).mount('#app')
