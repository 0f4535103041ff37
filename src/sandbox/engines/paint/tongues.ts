/** What a tongue calls the usual subjects, and the small words that give it away. Accents are left out, as `wordsOf` does. */
export type Tongue = {
  /** Small words no English prompt has. One of them lets words that are English too ("chat", "rot") be read in this tongue. */
  readonly marks: ReadonlySet<string>
  /** English words by the tongue's own, written `own own:english`. */
  readonly words: ReadonlyMap<string, string>
}

const tongue = (marks: string, words: string): Tongue => ({
  marks: new Set(marks.split(' ')),
  words: new Map(
    words.split(',').flatMap(entry => {
      const [own = '', english = ''] = entry.split(':').map(part => part.trim())
      return own.split(' ').map((word): [string, string] => [word, english])
    }),
  ),
})

const german = tongue(
  'ein eine einen einem einer eines der das und mit auf unter uber zwischen neben vor hinter im am vom beim zwei drei vier funf ist fur',
  `ein eine einen einem einer:a, der das die dem den:the, und:and, mit:with, auf:on, am an bei beim:by, im in:in, unter:under, uber:over,
  neben:next to, vor:in front of, hinter:behind, zwei:two, drei:three, vier:four, funf:five, von vom:of, durch:through, ohne:without,
  rot rote roter rotes roten rotem:red, blau blaue blauer blaues blauen:blue, grun grune gruner grunes grunen:green,
  gelb gelbe gelber gelbes gelben:yellow, schwarz schwarze schwarzer schwarzes schwarzen:black, weiss weisse weisser weisses weissen weiß weiße weißer weißes weißen:white,
  braun braune brauner braunes:brown, grau graue grauer graues:grey, rosa:pink, lila:purple, orangefarbener orangene:orange, goldene goldener goldenes:golden,
  klein kleine kleiner kleines kleinen:small, gross grosse grosser grosses großer große großes:big, alt alte alter altes:old,
  haus hauschen:house, hauser:houses, katze katzchen kater:cat, katzen:cats, hund:dog, hunde:dogs, fuchs:fox, pferd:horse, vogel:bird, fisch:fish, igel:hedgehog,
  bar baren:bear, wolf:wolf, lowe lowen:lion, eule:owl, maus:mouse, hase kaninchen:rabbit, drache drachen:dragon, einhorn:unicorn, schmetterling:butterfly,
  baum:tree, baume:trees, wald:forest, blume:flower, blumen:flowers, rosen:roses, sonnenblume:sunflower, tulpe:tulip, tulpen:tulips, sofa:sofa, berg berge:mountains, see:lake, meer:sea, strand:beach,
  fluss:river, stadt:city, dorf:village, strasse straße:street, garten:garden, wiese:meadow, wuste:desert, schloss burg:castle, kirche:church, leuchtturm:lighthouse,
  auto:car, fahrrad:bicycle, zug:train, schiff:ship, boot:boat, flugzeug:airplane, mond:moon, sonne:sun, stern sterne sternen:stars, himmel:sky, wolken:clouds,
  schnee:snow, regen:rain, nebel:fog, nacht nachts:night, abend sonnenuntergang:sunset, morgen sonnenaufgang:sunrise, winter:winter, sommer:summer, herbst:autumn, fruhling:spring,
  mann:man, frau:woman, madchen:girl, junge kind:child, konig:king, konigin prinzessin:queen, hexe:witch, zauberer:wizard, ritter:knight, roboter:robot,
  kaffee:coffee, tasse:cup, kuchen torte:cake, apfel:apple, tisch:table, stuhl:chair, buch:book, hut:hat, gluck freude:happiness, schlafend schlafende schlafender:sleeping`,
)

const spanish = tongue(
  'un una unos unas el la los las y con del sobre bajo entre junto dos tres cuatro cinco es para',
  `un una:a, el la los las:the, y:and, con:with, en:in, sobre:on, bajo debajo:under, junto:by, al:the, de del:of, dos:two, tres:three, cuatro:four, cinco:five, sin:without,
  rojo roja rojos rojas:red, azul azules:blue, verde verdes:green, amarillo amarilla amarillos:yellow, negro negra negros negras:black, blanco blanca blancos blancas:white,
  marron:brown, gris:grey, rosado rosada:pink, morado morada:purple, naranja:orange, dorado dorada:golden,
  pequeno pequena:small, grande:big, viejo vieja:old, casa:house, casas:houses, gato gata gatito:cat, gatos:cats, perro perra:dog, perros:dogs, zorro:fox, caballo:horse,
  pajaro:bird, pez:fish, erizo:hedgehog, oso:bear, lobo:wolf, leon:lion, buho:owl, raton:mouse, conejo:rabbit, dragon:dragon, unicornio:unicorn, mariposa:butterfly,
  arbol:tree, arboles:trees, bosque:forest, flor:flower, flores:flowers, rosa:rose, tulipan:tulip, tulipanes:tulips, girasol:sunflower, montana montanas:mountains, lago:lake, mar:sea, playa:beach, rio:river,
  ciudad:city, pueblo:village, calle:street, jardin:garden, desierto:desert, castillo:castle, iglesia:church, faro:lighthouse, coche carro:car, bicicleta:bicycle, tren:train,
  barco:ship, avion:airplane, luna:moon, sol:sun, estrella estrellas:stars, cielo:sky, nubes:clouds, nieve:snow, lluvia:rain, niebla:fog, noche:night, atardecer:sunset,
  amanecer:sunrise, invierno:winter, verano:summer, otono:autumn, primavera:spring, hombre:man, mujer:woman, nina:girl, nino:child, rey:king, reina princesa:queen,
  bruja:witch, mago:wizard, caballero:knight, taza:cup, cafe:coffee, pastel tarta:cake, manzana:apple, mesa:table, silla:chair, libro:book, sombrero:hat,
  felicidad alegria:happiness, durmiendo:sleeping`,
)

const french = tongue(
  'un une le la les des du et avec dans sur sous aux deux trois quatre cinq est pour pres bord',
  `un une:a, le la les l des:the, et:and, avec:with, dans:in, sur:on, sous:under, pres:by, au aux:by the, bord:, de du d:of, devant:in front of, derriere:behind, deux:two,
  trois:three, quatre:four, cinq:five, sans:without, rouge rouges:red, bleu bleue bleus bleues:blue, vert verte verts vertes:green, jaune jaunes:yellow, noir noire noirs noires:black,
  blanc blanche blancs blanches:white, marron brun brune:brown, gris grise:grey, rose:pink, violet violette:purple, dore doree:golden,
  petit petite:small, grand grande:big, vieux vieille:old, maison:house, maisons:houses, chat chaton:cat, chats:cats, chien:dog, chiens:dogs, renard:fox, cheval:horse,
  oiseau:bird, poisson:fish, herisson:hedgehog, ours:bear, loup:wolf, lion:lion, hibou chouette:owl, souris:mouse, lapin:rabbit, dragon:dragon, licorne:unicorn, papillon:butterfly,
  arbre:tree, arbres:trees, foret:forest, fleur:flower, fleurs:flowers, roses:roses, tulipe:tulip, tulipes:tulips, tournesol:sunflower, montagne montagnes:mountains, lac:lake, mer:sea, plage:beach,
  riviere:river, ville:city, village:village, rue:street, jardin:garden, desert:desert, chateau:castle, eglise:church, phare:lighthouse, voiture:car, velo:bicycle, train:train,
  bateau:boat, avion:airplane, lune:moon, soleil:sun, etoile etoiles:stars, ciel:sky, nuages:clouds, neige:snow, pluie:rain, brouillard:fog, nuit:night, coucher:sunset,
  hiver:winter, ete:summer, automne:autumn, printemps:spring, homme:man, femme:woman, fille:girl, garcon enfant:child, roi:king, reine princesse:queen, sorciere:witch,
  sorcier magicien:wizard, chevalier:knight, tasse:cup, cafe:coffee, gateau:cake, pomme:apple, chaise:chair, livre:book, chapeau:hat, bonheur joie:happiness, dort:sleeping`,
)

/** Tongues that part their words as English does. */
export const tongues: readonly Tongue[] = [german, spanish, french]

/** Signs that are written without gaps, and pictures among letters. Longer ones come first. */
export const signs: readonly (readonly [string, string])[] = `
  ハリネズミ:hedgehog;ねこ ネコ 猫:cat;いぬ イヌ 犬 狗:dog;きつね キツネ 狐 狐狸:fox;くま 熊:bear;うさぎ ウサギ 兎 兔子:rabbit;おおかみ 狼:wolf;ライオン 獅子:lion;とら 虎:tiger;
  とり 鳥 鸟:bird;さかな 魚 鱼:fish;うま 馬 马:horse;ふくろう:owl;ねずみ 鼠:mouse;蝶 ちょう:butterfly;竜 龍 ドラゴン:dragon;くじら 鯨:whale;パンダ 熊猫:panda;ペンギン:penguin;
  家 房子:house;城:castle;塔:tower;灯台:lighthouse;寺 神社:pagoda;橋:bridge;車 汽车:car;自転車:bicycle;電車:train;船:boat;飛行機:airplane;ロボット:robot;
  木 树:tree;花:flower;桜:cherry tree;薔薇 バラ:rose;ひまわり:sunflower;森 森林:forest;山:mountains;富士山:mount fuji;川 河:river;湖:lake;海:sea;浜辺 海岸 ビーチ:beach;
  庭:garden;町 街 都市 城市:city;村:village;砂漠:desert;空:sky;雲:clouds;月:moon;太陽 太阳:sun;星 星空:stars;雪:snow;雨:rain;霧:fog;夜:night;夕日 夕焼け:sunset;朝:morning;
  春:spring;夏:summer;秋:autumn;冬:winter;男の人 男:man;女の人 女:woman;女の子 少女:girl;男の子 少年 子供:child;侍:samurai;忍者:ninja;魔女:witch;王:king;姫:queen;
  コーヒー:coffee;お茶:tea;ケーキ:cake;りんご 林檎 苹果:apple;本:book;机:table;椅子:chair;帽子:hat;
  赤い 赤 红色的 红色:red;青い 青 蓝色的 蓝色:blue;緑の 緑 绿色的 绿色:green;黄色い 黄色 黄色的:yellow;黒い 黒 黑色的 黑:black;白い 白 白色的:white;茶色の 茶色:brown;灰色の 灰色:grey;
  紫の 紫:purple;ピンクの ピンク:pink;金色の 金色:golden;大きな 大きい:big;小さな 小さい:small;古い:old;二匹の 二つの:two;三匹の 三つの:three;幸せ 幸福:happiness;の上の の上に:on;
  🦊:fox;🐱 🐈 😺:cat;🐶 🐕:dog;🐻:bear;🐼:panda;🐨:koala;🐯 🐅:tiger;🦁:lion;🐮 🐄:cow;🐷 🐖:pig;🐸:frog;🐵 🐒:monkey;🐔:chicken;🐧:penguin;🐦:bird;🦉:owl;🦆:duck;🦢:swan;🐴 🐎:horse;
  🦄:unicorn;🐺:wolf;🐗:boar;🐰 🐇:rabbit;🐭 🐁:mouse;🐹:hamster;🦔:hedgehog;🐿:squirrel;🐘:elephant;🦒:giraffe;🦓:zebra;🐫:camel;🐑:sheep;🦌:deer;🐢:turtle;🐍:snake;🐉 🐲:dragon;
  🐳 🐋:whale;🐬:dolphin;🦈:shark;🐙:octopus;🐟 🐠:fish;🦀:crab;🦋:butterfly;🐝:bee;🐌:snail;🌲:pine tree;🌳:tree;🌴:palm tree;🌵:cactus;🌷:tulip;🌹:rose;🌻:sunflower;🌸:cherry blossom;
  🌼:flower;💐:bouquet;🍄:mushroom;🎃:pumpkin;🍎:apple;🍊:oranges;🍌:banana;🍓:strawberry;🍕:pizza;🍔:burger;🍣:sushi;🍞:bread;🎂 🍰:cake;🍦:ice cream;🍩:donut;🍪:cookie;☕:coffee cup;🍵:tea cup;
  🏠 🏡:house;🏰:castle;⛪:church;🏙:city;🗼:tower;⛺:tent;🚗 🚙:car;🚌:bus;🚲:bicycle;🏍:motorcycle;🚂 🚆:train;✈:airplane;🚀:rocket;🛸:ufo;⛵:sailboat;🚢:ship;🎈:balloon;🪁:kite;🎁:gift;
  📚 📖:book;⚽:ball;👑:crown;💎:diamond;❤ 💖 💕:heart;🤖:robot;👻:ghost;🧙:wizard;🧜:mermaid;🧚:fairy;👽:alien;👸:princess;🤴:king;👩‍🚀 👨‍🚀 🧑‍🚀:astronaut;👩:woman;👨:man;👧:girl;👦 👶:child;⛄ ☃:snowman;
  ❄ 🌨:snow;🌧 ☔:rain;⛈ ⚡:storm;🌈:rainbow;☀ 🌞:sun;🌙 🌕:moon;⭐ 🌟 ✨:stars;🌊:sea;🏖:beach;🏝:island;🌋:volcano;🏔 ⛰ 🗻:mountains;🏜:desert;🌅 🌇:sunset;🌌:space;🔥:campfire;🎆:fireworks;
  😊 😀 😄 🙂:happiness`
  .split(';')
  .flatMap(entry => {
    const [own = '', english = ''] = entry.split(':').map(part => part.trim())
    return own.split(/\s+/).map(sign => [sign, english] as const)
  })
  .sort((a, b) => b[0].length - a[0].length)
