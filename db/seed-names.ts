/** The same numbers every time, so that two seeded databases are alike (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const split = (text: string) => text.split(" ");

const firsts = split(
  "Amber Anchor Aster Atlas Aurora Banyan Beacon Birch Bluebird Boreal Bramble Bright Brook Canopy Cardinal Cedar Cinder Clover " +
    "Cobalt Comet Compass Copper Coral Cove Crane Crescent Delta Drift Dune Elder Ember Everett Fable Falcon Fern Field Finch Flint " +
    "Forge Fox Garnet Glacier Granite Grove Harbour Harvest Hazel Heron Hollow Indigo Iris Island Ivory Jasper Juniper Kestrel " +
    "Lantern Larch Lark Laurel Lighthouse Linden Lotus Lumen Lunar Maple Marble Meadow Meridian Mill Mistral Moss Nimbus North " +
    "Oak Olive Onyx Opal Orchard Orion Osprey Otter Palm Pebble Pine Plover Polar Poplar Prairie Quarry Quartz Quill Raven Reed " +
    "Ridge River Robin Rowan Sable Saffron Sage Sequoia Sierra Silver Slate Sparrow Spruce Stone Summit Swift Tamarind Teal Thistle " +
    "Tidal Timber Topaz Tundra Umber Valley Verdant Violet Walnut Wharf Willow Winter Wren Yarrow Zephyr",
);
const seconds = split(
  "Accounting Agency Analytics Architects Assurance Audio Aviation Bakery Biotech Books Brewing Capital Care Catering Clinics Coffee " +
    "Commerce Components Construction Consulting Cosmetics Credit Dairy Data Dental Design Diagnostics Digital Distribution Dynamics " +
    "Education Electric Energy Engineering Events Fabrics Farms Films Finance Fisheries Fitness Foods Forestry Foundry Freight " +
    "Furniture Games Gardens Genetics Glass Health Holdings Hotels Imaging Instruments Insurance Interiors Labs Laundry Law Leasing " +
    "Legal Lighting Logistics Machines Marine Markets Materials Media Medical Metals Mining Mobility Motors Museums Networks Nutrition " +
    "Optics Outdoors Packaging Paper Partners Payments Pharmacy Photonics Plastics Ports Power Press Printing Properties Publishing " +
    "Radio Rail Recruiting Recycling Repairs Research Resorts Retail Robotics Safety Schools Security Semiconductors Shipping Software " +
    "Solar Sound Sports Steel Storage Studios Supply Systems Telecom Textiles Theatre Tools Toys Trading Training Transit Travel " +
    "Utilities Ventures Veterinary Video Water Wellness Wind Wines Works",
);
const places = split(
  "Aarhus Accra Auckland Austin Bergen Bogotá Bologna Boston Bremen Brno Cádiz Cork Dakar Denver Dublin Durban Galway Gdańsk Genève " +
    "Göteborg Graz Halifax Helsinki Jaipur Kraków Kyoto Lagos Leeds León Lima Lisboa Ljubljana Łódź Lyon Málaga Malmö Medellín Mérida " +
    "Mombasa Montréal München Nairobi Nantes Odense Oslo Perth Porto Québec Quito Reykjavík Riga Sevilla Split Tallinn Tartu Tromsø " +
    "Tunis Turku Valparaíso Vilnius Zürich",
);
const forms = split("Ltd GmbH Inc S.A. AB ApS Oy BV SAS SRL KG Cooperative Foundation Group");

type Script = {
  /** In two hundred. */
  share: number;
  words: readonly (readonly string[])[];
  join?: string;
};

const latin: Script[] = [
  { share: 88, words: [firsts, seconds, places] },
  { share: 40, words: [firsts, seconds, forms] },
  { share: 20, words: [firsts, firsts, seconds] },
  {
    share: 12,
    words: [split("Grüne Südliche Weiße Große Schöne Frühe"), split("Mühle Brücke Gärten Bücher Söhne Küche"), places],
  },
];

// What a form of registration, a trade and a name of its own look like where Latin letters are not the habit.
const others: Script[] = [
  {
    share: 10,
    words: [
      split("株式会社 有限会社 合同会社"),
      split("オリオン 桜井 みなと 北山 青葉 ひかり 富士見 大和"),
      split("物流 工業 食品 設計 出版 電機"),
    ],
    join: "",
  },
  {
    share: 8,
    words: [
      split("上海 深圳 杭州 成都 臺北 南京"),
      split("星河 远景 明月 天工 海蓝 长风 云杉"),
      split("科技 物流 教育 能源 医疗"),
      ["有限公司"],
    ],
    join: "",
  },
  { share: 4, words: [["주식회사"], split("한빛 미래 새길 누리 바다 별빛"), split("물류 전자 교육 식품 건설")] },
  {
    share: 8,
    words: [
      split("Северный Южный Новый Белый Тихий"),
      split("Орион Маяк Берег Ветер Причал Квант"),
      split("Логистика Аналитика Медиа Строй"),
    ],
  },
  {
    share: 3,
    words: [split("Ελληνική Νότια Βόρεια Νέα"), split("Ενέργεια Ναυτιλία Τεχνική Εκδοτική"), split("Α.Ε. Ο.Ε. Ε.Ε.")],
  },
  { share: 3, words: [["شركة"], split("النور الأفق النجم البحر الوادي"), split("للتجارة للتقنية للطاقة للنقل")] },
  { share: 2, words: [split("אורות גלים כוכב מגדל"), split("תוכנה אנרגיה הנדסה"), ['בע"מ']] },
  { share: 2, words: [split("नवीन भारत सूर्य गंगा"), split("ऊर्जा शिक्षा वस्त्र उद्योग"), split("समूह लिमिटेड")] },
];

const wheel = [...latin, ...others].flatMap((script) => Array.from({ length: script.share }, () => script));

/** The name of some company, in the script that `random` picks. Names of other companies may be the same, as in life. */
export function nameOf(random: () => number): string {
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)];
  const script = pick(wheel);
  return script?.words.map(pick).join(script.join ?? " ") ?? "";
}
