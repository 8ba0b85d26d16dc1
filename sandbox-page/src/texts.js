/** The page's own texts. What the library says of reasons, outcomes and regions comes from the library. */

/** @import { Language } from './language.js' */

/** @satisfies {Record<string, [string, string]>} Chinese, English. */
const TEXTS = {
  title: ["电子社会保障卡 · 沙箱", "Electronic social security card · sandbox"],
  title_short: ["essc 沙箱", "essc sandbox"],
  made_up: [
    "这里的人、卡和签名都是虚构的，没有法律效力。",
    "Everyone here, every card and every signature is made up. Nothing is legally valid.",
  ],
  large_print: ["大字版", "Large print"],
  gone: [
    "沙箱没有应答。请看运行 essc sandbox 的终端；它一恢复，页面就接着用。",
    "The sandbox does not answer. See the terminal that runs essc sandbox; the page goes on once it is back.",
  ],
  loading: ["正在连接沙箱…", "Connecting to the sandbox…"],

  authority: ["发卡机构", "Authority"],
  authority_lead: [
    "登记持卡人，给出申领码，公布名单。",
    "Registers holders, hands out offers, publishes the lists.",
  ],
  holders: ["持卡人", "Holders"],
  search: ["查找姓名、卡号、城市", "Find a name, card number or city"],
  none_found: ["没有找到", "Nobody found"],
  add_someone: ["新增持卡人", "Add a holder"],
  add_holder_in: ["发卡城市（姓名和号码自动生成）", "Issued in (name and numbers are generated)"],
  add_holder: ["新增", "Add"],
  added_holder: ["生成的持卡人", "generated holder"],
  card_number: ["卡号", "Card number"],
  born: ["出生日期", "Born"],
  make_offer: ["给出申领码", "Make an offer"],
  offer_none: ["此状态的卡没有申领码", "No offer for a card in this state"],
  offer: ["申领码", "Offer"],
  offer_of: ["的申领码", ": offer to enrol"],
  offer_once: [
    "只能用一次，5 分钟内有效。验证码由发卡机构另行告知持卡人。",
    "Good once, for five minutes. The transaction code reaches the holder another way.",
  ],
  offer_again: ["另要一个", "Another one"],
  tx_code: ["验证码", "Transaction code"],
  enroll_here: ["在手机上申领", "Enrol on the phone"],
  life: ["卡的状态变更", "What happens to the card"],
  published: [
    "已公布：核验终端下次更新名单后即按此核验。",
    "Published: gates know it after their next update.",
  ],
  not_yet_published: [
    "已记录，名单将在一分钟内公布。",
    "Recorded; the lists are published within a minute.",
  ],

  phone: ["手机", "Phone"],
  phone_lead: [
    "持卡人的钱包：密钥只在这台手机里，亮码不需要网络。",
    "The holder's wallet: its keys never leave it, and showing a code needs no network.",
  ],
  phone_is: [
    "这是 SDK 的真实钱包，运行在沙箱进程中；密钥是文件，没有硬件保护：",
    "This is the SDK's real wallet, inside the sandbox's process. Its keys are files without hardware protection, in",
  ],
  no_cards: ["还没有卡", "No cards yet"],
  no_cards_lead: [
    "在“发卡机构”中选一位持卡人，给出申领码，再在这里申领。",
    "Choose a holder at the authority, make an offer, and enrol it here.",
  ],
  enroll: ["申领", "Enrol"],
  enroll_another: ["粘贴申领码", "Paste an offer"],
  my_card: ["卡", "Card"],
  family_card: ["亲情卡", "carried for family"],
  test_card: ["测试 · 无效", "TEST · NOT VALID"],
  social_card: ["社会保障卡", "Social security card"],
  offline_until: ["断网可用至", "Works offline until"],
  scene_pick: ["在哪里用？", "Where will you use it?"],
  will_see: ["对方将看到", "The venue will see"],
  sees: ["对方看到", "The venue sees"],
  show: ["亮码", "Show the code"],
  hide: ["收起", "Put away"],
  put_away: [
    "码已收起。需要时请再亮一次。",
    "The code is put away. Show it again when you need it.",
  ],
  hold: ["交给核验终端", "Hold it to the gate"],
  code_text: ["码的文本", "Text of the code"],
  code_good: ["每码有效", "Each code is good for"],
  unfit: ["此场景不接受这张卡：", "This scene would not take the card: "],
  needs_request: ["先读取场所的请求", "Read the venue's request first"],
  request_paste: ["场所请求的文本", "Text of the venue's request"],
  request_read: ["读取请求", "Read the request"],
  request_from_gate: ["读取核验终端的请求", "Read the gate's request"],
  asks_you: ["请您确认", "Do you agree?"],
  vouched_by: ["认证机构", "Vouched for by"],
  for_what: ["事项", "For"],
  amount: ["金额", "Amount"],
  purpose: ["用途", "Purpose"],
  agree: ["同意并亮码", "Agree and show the code"],
  decline: ["拒绝", "Decline"],
  refresh: ["联网更新", "Update"],
  updated: ["已是最新", "Up to date"],
  unbind: ["解除关联", "Take the card off this phone"],
  lose: ["丢失这台手机", "Lose this phone"],
  lost: ["这台手机丢了", "This phone is lost"],
  lost_lead: [
    "别人拿着它仍能亮码，直到：① 发卡机构记录挂失；② 核验终端更新名单。",
    "Whoever has it can still show codes, until ① the authority records the loss and ② gates update their lists.",
  ],
  lost_report: ["① 在发卡机构挂失", "① Report the loss"],
  lost_reported: ["① 已挂失", "① Loss reported"],
  lost_sync: ["② 核验终端更新名单", "② Update the gate's lists"],
  found: ["手机找回来了", "The phone was found"],
  new_phone: ["换一台新手机", "Take a new phone"],
  new_phone_lead: ["旧手机的密钥和卡在此删除", "deletes the old one's keys and cards here"],

  gate: ["核验终端", "Gate"],
  gate_lead: [
    "只凭已有的名单核验，核验时不联网。",
    "Judges with the lists it has. It needs no network to judge.",
  ],
  gate_is: [
    "目前由沙箱进程中的 SDK 核验，名单和防重放记录在文件中：",
    "For now the SDK judges in the sandbox's process; lists and replay guard are files in",
  ],
  place: ["所在城市", "Place"],
  scene: ["应用场景", "Scene"],
  follows: ["随手机的场景", "As on the phone"],
  warming: [
    "核验终端刚刚启用：此刻之前的码会被拒绝一次，请稍候亮下一个码。",
    "The gate has just begun: codes from before now are refused once. Wait a moment for the next code.",
  ],
  hold_phone: ["读取手机上的码", "Read the phone's code"],
  camera_open: ["用摄像头看码", "Look through a camera"],
  camera_close: ["关闭摄像头", "Close the camera"],
  camera_picture: ["摄像头画面", "What the camera sees"],
  camera_denied: [
    "浏览器没有允许使用摄像头。请在地址栏的权限设置中允许，或改用图片、按钮或文本。",
    "The browser does not allow the camera. Allow it beside the address, or use a picture, the button or text.",
  ],
  camera_none: [
    "没有可用的摄像头。可改用图片、按钮或文本。",
    "There is no camera to be had. Use a picture, the button or text.",
  ],
  picture: ["选择图片", "Choose a picture"],
  picture_large: ["图片过大（超过 32 MiB）。", "The picture is too large (over 32 MiB)."],
  scanned: ["码的文本，或用扫码枪扫入", "Text of a code, or scan it with a USB scanner"],
  verify: ["核验", "Verify"],
  waiting: ["等待亮码", "Waiting for a code"],
  waiting_lead: [
    "在手机上亮码，然后交给核验终端。",
    "Show a code on the phone, then hold it to the gate.",
  ],
  took: ["核验用时", "Took"],
  code_made: ["码的生成", "Code made"],
  trust_of: ["信任列表", "Trust list"],
  status_of: ["卡状态", "Card's status"],
  by_list: ["据失效名单", "by the status list"],
  by_card: ["据卡凭证", "by the card itself"],
  judged_test: ["测试环境，无法律效力", "Sandbox: not legally valid"],
  last: ["最近的核验", "The last ones"],
  lists: ["名单", "Lists"],
  no_lists: ["还没有名单，请先更新。", "There are no lists yet: update first."],
  sync: ["更新名单", "Update the lists"],
  trust_list: ["信任列表", "Trust list"],
  status_list: ["失效名单", "Status list"],
  catalogue: ["应用目录", "Catalogue"],
  ask: ["向持卡人请求", "Ask the holder"],
  ask_lead: [
    "涉及资金或登记的场景，先由场所出示请求，持卡人同意后作答。",
    "Where money moves or people are registered, the venue shows a request first, and the holder agrees to it.",
  ],
  amount_yuan: ["金额（元）", "Amount (CNY)"],
  amount_wrong: [
    "金额应为大于 0 的数，最多两位小数",
    "The amount is a number above 0 with at most two decimals",
  ],
  make_request: ["生成请求", "Make a request"],
  request_good: ["请求有效", "Good for"],
  request_symbol: ["场所请求的二维码", "QR code of the venue's request"],
  new_gate: ["换一台新终端", "Take a new gate"],
  new_gate_lead: ["没有名单，也不记得核验过的码", "without lists and without a memory of codes"],

  apart: ["拆开看看", "Take it apart"],
  apart_lead: [
    "码里的每个字节，按规范的名称。这里只看写了什么，一概不信。",
    "Every byte of a code, by the specification's names. It shows what is said; nothing of it is believed.",
  ],
  apart_text: ["要拆开的码", "Code to take apart"],
  apart_phone: ["拆开手机上的码", "Take the phone's code"],
  apart_no_code: ["这不是本版本的电子社保卡二维码。", "This is no code of this version."],
  apart_total: ["字节", "bytes"],
  apart_field: ["字段", "Field"],
  apart_length: ["字节数", "Bytes"],
  apart_bytes: ["内容", "Content"],
  apart_value: ["含义", "Says"],
  attacks: ["试着骗过它", "Try to cheat it"],
  attacks_lead: [
    "伪造者、偷拍者会拿手机上的码做什么，核验终端怎么说。",
    "What a forger or a photographer would do with the code on the phone, and what the gate says.",
  ],
  attack_needs_code: ["请先在手机上亮码。", "Show a code on the phone first."],
  conditions: ["网络与时钟", "Network and clock"],
  offline: ["断开网络", "No network"],
  clock_off: ["时钟偏差", "Clock set off by"],
  clock_right: ["准确", "right"],
  clock_reset: ["校准", "Set it right"],
  more: ["更多", "More"],
  is_offer: ["这是申领码：请在手机上申领。", "This is an offer: enrol it on the phone."],
  is_code: [
    "这是电子社保卡二维码：请交给核验终端。",
    "This is a code of a card: hold it to the gate.",
  ],
  is_request: ["这是场所请求：请由手机读取。", "This is a venue's request: the phone reads it."],
  is_other: [
    "这不是电子社保卡二维码，可能是付款码、健康证明或其他应用的码。",
    "This is no code of a card; it may be for payments, a health certificate or something else.",
  ],
  is_link: ["这是一个网址，不是电子社保卡二维码。", "This is a web address, not a code of a card."],
};

/** @typedef {keyof typeof TEXTS} TextName */

/**
 * A text of the page.
 *
 * @param {Language} language
 * @param {TextName} name
 */
export function text(language, name) {
  return TEXTS[name][language === "zh" ? 0 : 1];
}

/** Every text by its name: for tests. */
export const ALL = TEXTS;

/** What can be done to a card, and what it means. @type {Record<string, [string, string, string, string]>} */
export const ACTS = {
  temporary_loss: [
    "临时挂失",
    "Report a loss by phone",
    "电话或应用上报，7 天后自动解除",
    "by phone or app; ends by itself after seven days",
  ],
  loss: [
    "正式挂失",
    "Report a loss at a counter",
    "暂停使用，直到解挂",
    "suspended until it is released",
  ],
  reauthorise: [
    "恢复电子卡",
    "Allow the electronic card",
    "实体卡仍挂失，电子卡可继续使用",
    "the plastic card stays lost, the electronic one works again",
  ],
  release: ["解挂", "Release", "卡找回来了", "the card was found"],
  lock: ["应用锁定", "Lock", "密码多次输错", "too many wrong PINs"],
  unlock: ["解锁", "Unlock", "重置密码", "the PIN is set anew"],
  enable: ["启用", "Enable", "持卡人领卡后启用", "the holder enables the card"],
  cancel: ["注销", "Cancel", "不可恢复", "for good"],
};

/** States of a card at its issuer. @type {Record<string, [string, string]>} */
export const STATES = {
  applied: ["已申请", "applied for"],
  produced: ["已制卡", "made"],
  sealed: ["未启用", "not enabled"],
  active: ["正常", "active"],
  locked: ["应用锁定", "locked"],
  temporary_loss: ["临时挂失", "temporary loss"],
  loss: ["正式挂失", "reported lost"],
  awaiting_replacement: ["补换中", "awaiting a replacement"],
  replaced: ["已补换", "replaced"],
  cancelled: ["已注销", "cancelled"],
};

/** States of a card on a phone. @type {Record<string, [string, string]>} */
export const CARD_STATES = {
  active: ["正常", "Active"],
  refresh_due: ["可用，待更新", "Active, update due"],
  expired: ["已过期", "Expired"],
  suspended: ["已暂停", "Suspended"],
  needs_re_enrollment: ["需重新申领", "Enrol again"],
};

/** Areas of the catalogue. @type {Record<string, [string, string]>} */
export const AREAS = {
  social_insurance: ["社会保险", "Social insurance"],
  employment: ["就业人才", "Employment"],
  medical: ["就医购药", "Medical care"],
  transit: ["交通出行", "Transit"],
  culture: ["文化体验", "Culture"],
  tourism: ["旅游观光", "Tourism"],
  subsidies: ["待遇补贴", "Subsidies"],
  elder_care: ["养老服务", "Elder care"],
  disability: ["残疾人服务", "Disability"],
  government: ["政务服务", "Government"],
  education: ["教育", "Education"],
  utilities: ["公用事业", "Utilities"],
  cross_border: ["跨境服务", "Across the border"],
};
