import type { Noun } from '../noun.ts'
import { cup } from './drink.ts'
import { fruit } from './fruit.ts'
import { meal } from './meal.ts'
import { fruitBowl } from './platter.ts'
import { sweet } from './sweet.ts'

const noun = (words: string, size: number, draw: Noun['draw'], home: Noun['home'] = 'studio'): Noun => ({
  words,
  size,
  home,
  lives: 'ground',
  draw,
})

/** What is eaten and drunk. */
export const foods: Readonly<Record<string, Noun>> = {
  fruitbowl: noun('bowl of fruit|fruit bowl|basket of fruit|fruit basket|bowl of fruits|fruit|plate of fruit', 0.4, fruitBowl),
  cup: noun(
    'cup|mug|coffee|tea|cappuccino|latte|espresso|teacup|hot chocolate|cup of coffee|cup of tea|coffee cup|cocoa',
    0.3,
    cup('cup'),
  ),
  glass: noun(
    'glass|glass of water|glass of wine|glass of milk|glass of juice|juice|cocktail|lemonade|smoothie|drink|milkshake|beer|wine|soda',
    0.3,
    cup('glass'),
  ),
  teapot: noun('teapot|kettle|jug', 0.34, cup('teapot')),
  bottle: noun('bottle|wine bottle|potion|jar|flask', 0.36, cup('bottle')),
  apple: noun('apple|tomato', 0.26, fruit('apple')),
  pear: noun('pear|fig', 0.26, fruit('pear')),
  orangefruit: noun('oranges|tangerine|mandarin|grapefruit|lemon|lime fruit|peaches|orange fruit', 0.26, fruit('orange')),
  banana: noun('banana', 0.28, fruit('banana')),
  strawberry: noun('strawberry|raspberry', 0.22, fruit('strawberry')),
  grapes: noun('grapes|grape|blueberry|berry|blackberry', 0.26, fruit('grapes')),
  pineapple: noun('pineapple', 0.36, fruit('pineapple')),
  cherry: noun('cherry|cherries', 0.22, fruit('cherry')),
  avocado: noun('avocado|kiwi|mango', 0.24, fruit('avocado')),
  carrot: noun('carrot|vegetable|radish', 0.26, fruit('carrot')),
  cake: noun('cake|birthday cake|wedding cake|cheesecake', 0.45, sweet('cake')),
  cupcake: noun('cupcake|muffin', 0.28, sweet('cupcake')),
  icecream: noun('ice cream|icecream|gelato|ice cream cone|sundae', 0.3, sweet('icecream')),
  donut: noun('donut|doughnut|bagel|pretzel', 0.28, sweet('donut')),
  pie: noun('pie|tart|pancake|waffle|quiche', 0.36, sweet('pie')),
  cookie: noun('cookie|biscuit', 0.24, sweet('cookie')),
  candy: noun('candy|lollipop|sweet', 0.26, sweet('candy')),
  pizza: noun('pizza|pizza slice|slice of pizza', 0.36, meal('pizza')),
  burger: noun('burger|hamburger|cheeseburger|sandwich|hot dog', 0.34, meal('burger')),
  sushi: noun('sushi|sashimi|maki|onigiri', 0.4, meal('sushi')),
  bread: noun('bread|loaf|baguette|croissant|toast', 0.36, meal('bread')),
  egg: noun('egg|easter egg', 0.22, meal('egg')),
  bowl: noun('ramen|bowl of ramen|noodle|soup|bowl|bowl of soup|pho|spaghetti|pasta|curry|stew|rice|udon', 0.4, meal('bowl')),
  taco: noun('taco|burrito|kebab|nachos', 0.32, meal('taco')),
  cheese: noun('cheese', 0.3, meal('cheese')),
  salad: noun('salad', 0.38, meal('salad')),
}
