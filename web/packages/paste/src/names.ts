// Who it is: a name by its label, its title, its surname, or its place beside the number.

const surnames = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戈景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戎伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戈勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由'.split(
    '',
  ),
)
const double_surnames =
  /^(?:欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|南宫|长孙|宇文|轩辕|百里|呼延|独孤|西门|太史|申屠|公羊|钟离|闾丘|澹台|宗政|濮阳|赫连|第五|拓跋|司空)/
const one_sign = '总|工|姐|哥|嫂|叔|姨|生|太'
const title =
  '(?:先生|女士|小姐|师傅|老师|经理|主任|医生|老板|阿姨|叔叔|大叔|大爷|大妈|大姐|大哥|同学|太太|总监|店长|厂长|校长|院长|工程师|会计|女仕)'
const titled = new RegExp(`^([\\u4e00-\\u9fff]{1,4}?)${title}$`)
const titled_shortly = new RegExp(`^([\\u4e00-\\u9fff]{1,2})(?:${one_sign})$`)
const titled_gender = /^(?:先生|女士|小姐|太太)$/
/** What nobody is called, though it may begin like a surname. */
const wordy =
  /[了吗呢吧的是在要不没能请么个这那就也都来去修装坏]|点[前后半钟]|[以之][前后]|联系|安装|维修|空调|热水|冰箱|洗衣|电视|燃气|油烟|马桶|水管|漏|急|谢谢|多谢|你好|您好|地址|电话|手机|号码|上门|时间|预约|今天|明天|上午|下午|晚上|周[一二三四五六日末]|星期|方便|尽快|麻烦|师傅|客户|用户|收件|商品|产品|图片|转发|备注|微信|门卫|门口|超市|公司|报修|保修|故障|显示|投诉|型号|品牌|价格|费用|部$|科$|楼$|单元|小区|花园|市$|省$|县$/

const labels =
  /(?:收件人姓名|收货人姓名|客户姓名|用户姓名|联系人姓名|联系人|收件人|收货人|寄件人|(?:单位|公司|店铺?)(?:名称?)?(?=[:：])|收件|收货|客户|用户|姓名|称呼|贵姓|name)[\s:：\-—,，.【】\ue001]*$/i
const says = /(?:我叫|我是|我姓|名叫|本人|叫|找)\s*$/

export interface NameFound {
  name: string
  from: number
  to: number
}

interface Candidate extends NameFound {
  score: number
}

const company =
  /(?:有限公司|公司|集团|工厂|超市|商店|酒店|饭店|宾馆|学校|幼儿园|医院|物业|门店|餐厅|银行|事务所|商行|经营部|门市部|专卖店|工作室)$/

/** The likeliest name in what is left; `phone_at` is where the number stood. `left` has walls where something was taken. */
export function findName(left: string, phone_at: number): NameFound | undefined {
  const pieces = piecesOf(left)
  const all = pieces.flatMap((piece, nth) => candidates(piece, nth, pieces, left, phone_at))
  return all.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || a.from - b.from)[0]
}

interface Piece {
  text: string
  from: number
  to: number
}

function piecesOf(left: string): Piece[] {
  const pieces = [...left.matchAll(/[^\s,，;；。!！?？|/"“”'‘’()（）[\]【】、:：\ue000\ue001]+/g)].map((met) => ({
    text: met[0],
    from: met.index,
    to: met.index + met[0].length,
  }))
  return joined(pieces, left)
}

/** 赵 敏 is one name, and so is John Smith. */
function joined(pieces: Piece[], left: string): Piece[] {
  const out: Piece[] = []
  for (const piece of pieces) {
    const last = out.at(-1)
    const is_space = last && /^ +$/.test(left.slice(last.to, piece.to - piece.text.length))
    const is_latin =
      last && /^[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*)*$/.test(last.text) && /^[A-Z][A-Za-z.'-]*$/.test(piece.text)
    const is_split =
      last &&
      /^[\u4e00-\u9fff]$/.test(last.text) &&
      surnames.has(last.text) &&
      /^[\u4e00-\u9fff]{1,2}$/.test(piece.text)
    if (last && is_space && (is_latin || is_split)) {
      last.text = is_latin ? `${last.text} ${piece.text}` : last.text + piece.text
      last.to = piece.to
    } else out.push({ ...piece })
  }
  return out
}

function candidates(piece: Piece, nth: number, pieces: Piece[], left: string, phone_at: number): Candidate[] {
  const before = left.slice(0, piece.from)
  const said =
    /^(?:我叫|我是|我?姓(?=[\u4e00-\u9fff]{1,2}$)|名叫|本人|叫|找|客户(?!经理|服务)|用户|联系人|收件人|收货人|寄件人|姓名|-|—)+/.exec(
      piece.text,
    )?.[0] ?? ''
  const from = piece.from
  const cut = piece.text.slice(said.length).replace(/[-—]+$/, '')
  const [text, to] = [cut.replace(/(?:[亲代]?收|家)$/, ''), piece.to]
  if (!text) return []
  const is_received = /^(?:亲?收)$/.test(pieces[nth + 1]?.text ?? '')
  const labelled =
    is_received || labels.test(before) || /^(?:客户|用户|联系人|收件人|收货人|寄件人|姓名|-|—)+$/.test(said)
  const told = said !== '' || says.test(before)
  const beside = Math.min(Math.abs(from - phone_at), Math.abs(phone_at - to))
  const near =
    phone_at >= 0 &&
    /^[\s\ue000\ue001,，.。:：;；|/"'(（)）]*$/.test(left.slice(Math.min(to, phone_at), Math.max(from, phone_at)))
  const kind = kindOf(text)
  const place =
    (near ? 4 : 0) + (nth === 0 ? 2 : 0) + (nth === pieces.length - 1 ? 1 : 0) - Math.min(beside, 200) / 1000
  const sure = labelled ? 20 : told ? 12 : 0
  if (!kind && labelled && !wordy.test(text) && text.length <= 20 && !/\d/.test(text))
    return [{ name: text, from, to, score: 18 + place }]
  if (kind === 'company') return [{ name: text, from, to, score: 6 + sure + place }]
  const said_score = sure && kind ? sure : 0
  if (/^我?姓$/.test(said) && /^[\u4e00-\u9fff]{1,2}$/.test(text)) return [{ name: text, from, to, score: 12 }]
  const score =
    { titled: 12, name: 7, nick: 8, latin: 7, foreign: 7, maybe: near ? 2 : -9, '': -9 }[kind] + said_score + place
  const own = { name: plain(text), from, to, score }
  return [own, ...inside(text, from, phone_at)]
}

type Kind = 'titled' | 'name' | 'nick' | 'latin' | 'foreign' | 'maybe' | 'company' | ''

function kindOf(text: string): Kind {
  if (/^(?:Mr|Mrs|Ms|Miss|Dr)\.? ?[A-Z][A-Za-z-]+(?: [A-Z][A-Za-z-]+)*$/.test(text)) return 'titled'
  if (/^[A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]*)+$/.test(text)) return 'latin'
  if (/^[\u4e00-\u9fff]{1,6}(?:[·•．][\u4e00-\u9fff]{1,6})+$/.test(text)) return 'foreign'
  if (company.test(text) && text.length >= 4) return 'company'
  const met = titled.exec(text)
  const who = met?.[1] ?? ''
  if (met && !/^(?:师傅|先生|女士|小姐)/.test(text) && (isSurname(who) || isName(who) || /^[老小]./.test(who)))
    return 'titled'
  if (isSurname(titled_shortly.exec(text)?.[1] ?? '')) return 'titled'
  if (/^[老小][\u4e00-\u9fff]$/.test(text) && surnames.has(text.charAt(1))) return 'nick'
  if (/^[阿布都热合曼买提艾尼古丽力江木汗尔吐孙依拉帕萨努吾克麦迪里亚娜]{4,9}$/.test(text)) return 'foreign'
  if (wordy.test(text)) return ''
  if (isName(text)) return 'name'
  return /^[\u4e00-\u9fff]{2,5}$/.test(text) ? 'maybe' : ''
}

function isSurname(text: string): boolean {
  return (text.length === 1 && surnames.has(text)) || (text.length === 2 && double_surnames.test(text))
}

function isName(text: string): boolean {
  if (!/^[\u4e00-\u9fff]{2,4}$/.test(text)) return false
  if (double_surnames.test(text)) return text.length >= 3
  return text.length <= 3 && surnames.has(text.charAt(0))
}

/** A whole name needs no title; a surname alone keeps it. */
function plain(text: string): string {
  const met = titled.exec(text)
  const name = met?.[1] && isName(met[1]) && !isSurname(met[1]) ? met[1] : text
  return name.replace(/[•．]/g, '·')
}

const any_surname = `(?:${[...surnames].join('|')}|欧阳|司马|诸葛|上官)`
const called = `${any_surname}(?:先生|女士|小姐|师傅|老师|阿姨)`
const at_end = new RegExp(`${called}$`)
const at_begin = new RegExp(`^${called}(?=[约要想说来反需预改在请问])`)
const behind_a_post = new RegExp(`(?<=(?:经理|客服|门店|导购|店员|前台|助理|司机|管家)的?)[老小]${any_surname}$`)

/** A name at the end of a sentence, at its beginning, or behind a post: 郊区的客户王女士, 宋先生约周五, 门店小李. */
function inside(text: string, from: number, phone_at: number): Candidate[] {
  const met = at_begin.exec(text) ?? at_end.exec(text) ?? behind_a_post.exec(text)
  if (!met || met[0] === text) return []
  const at = from + met.index
  return [{ name: met[0], from: at, to: at + met[0].length, score: 8 - Math.min(Math.abs(at - phone_at), 99) / 100 }]
}

/** A title that stands behind a name of its own, in brackets: 李伟（先生）. */
export function isTitle(text: string): boolean {
  return titled_gender.test(text) || text === '收'
}
