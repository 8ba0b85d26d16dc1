//! The scenes as rows: what each asks for, with everything ordinary left out.

use crate::model::attributes::Answer;
use crate::model::functions::CardFunction as F;
use crate::model::functions::KeyProtection;
use crate::model::profile::Profile;
use crate::model::profile::Profile::{Entitlement, Identity, Masked, Validity};

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;
const DAY: u32 = 24 * HOUR;

/// Days of a year. Accounts of money are kept for three, of public money for five.
const YEAR: u32 = 365;

// Departments by the name they bear (art. 3: each answers for its own field).
const INSURANCE: &str = "社会保险经办机构";
const LABOUR: &str = "人力资源和社会保障部门";
const EMPLOYMENT: &str = "公共就业服务机构";
const EXAMINATIONS: &str = "人事考试机构";
const HEALTH: &str = "卫生健康部门";
const MEDICAL_INSURANCE: &str = "医疗保障部门";
const TRANSPORT: &str = "交通运输部门";
const CULTURE: &str = "文化和旅游部门";
const POLICE: &str = "公安机关";
const FINANCE: &str = "财政部门";
const CIVIL_AFFAIRS: &str = "民政部门";
const DISABLED_PERSONS: &str = "残疾人联合会";
const GOVERNMENT: &str = "政务服务和数据管理部门";
const EDUCATION: &str = "教育部门";
const HOUSING: &str = "住房和城乡建设部门";
const CROSS_BORDER: &str = "港澳事务部门";

/// Whose cards a scene takes, and where.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// Every issuer's, on the mainland.
    Everyone,
    /// Those of the cooperating cities.
    CooperatingCities,
    /// Every issuer's, in Hong Kong and Macau too.
    AcrossTheBorder,
}

/// One scene. Durations are seconds.
pub(super) struct Row {
    pub(super) code: u16,
    pub(super) area: &'static str,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    pub(super) department: &'static str,
    pub(super) profile: Profile,
    pub(super) functions: &'static [F],
    pub(super) answers: &'static [Answer],
    pub(super) level: u8,
    pub(super) min_key: KeyProtection,
    pub(super) own_card_only: bool,
    pub(super) on_request: bool,
    /// A cool-down makes it a turnstile: one card, one entry.
    pub(super) cooldown: Option<u32>,
    pub(super) max_status_age: u32,
    pub(super) max_card_age: Option<u32>,
    pub(super) receipt_days: u32,
    pub(super) takes: Where,
    pub(super) enabled: bool,
}

/// A scene with nothing special: level 1, any key, any relative's card, no request, no cool-down,
/// a status of at most a day, no receipts, every issuer, switched on.
const fn scene(
    code: u16,
    area: &'static str,
    names: (&'static str, &'static str),
    department: &'static str,
    profile: Profile,
    functions: &'static [F],
) -> Row {
    Row {
        code,
        area,
        zh: names.0,
        en: names.1,
        department,
        profile,
        functions,
        answers: &[],
        level: 1,
        min_key: KeyProtection::Software,
        own_card_only: false,
        on_request: false,
        cooldown: None,
        max_status_age: DAY,
        max_card_age: None,
        receipt_days: 0,
        takes: Where::Everyone,
        enabled: true,
    }
}

impl Row {
    const fn one_of(self, answers: &'static [Answer]) -> Self {
        Self { answers, ..self }
    }

    /// One card, one entry, within so many seconds.
    const fn turnstile(self, cooldown: u32) -> Self {
        Self { cooldown: Some(cooldown), ..self }
    }

    const fn own_card_only(self) -> Self {
        Self { own_card_only: true, ..self }
    }

    /// Only on a venue's request.
    const fn on_request(self) -> Self {
        Self { on_request: true, ..self }
    }

    /// Moves money: level 2, and a status of at most `max_status_age` seconds.
    const fn money(self, max_status_age: u32) -> Self {
        Self { level: 2, max_status_age, ..self }
    }

    const fn attested(self) -> Self {
        Self { min_key: KeyProtection::TrustedEnvironment, ..self }
    }

    const fn receipts(self, days: u32) -> Self {
        Self { receipt_days: days, ..self }
    }

    const fn card_younger_than(self, seconds: u32) -> Self {
        Self { max_card_age: Some(seconds), ..self }
    }

    const fn takes(self, takes: Where) -> Self {
        Self { takes, ..self }
    }

    const fn off(self) -> Self {
        Self { enabled: false, ..self }
    }
}

#[rustfmt::skip]
pub(super) const BASE: [Row; 23] = [
    scene(101, "social_insurance", ("社会保险柜台", "Social insurance counter"), INSURANCE, Identity, &[F::Identity])
        .receipts(YEAR),
    scene(102, "social_insurance", ("社会保险自助终端", "Social insurance self-service terminal"), INSURANCE, Masked, &[F::Identity]),
    scene(103, "social_insurance", ("待遇领取资格核验", "Benefit eligibility check"), LABOUR, Identity, &[F::Identity])
        .receipts(YEAR),

    scene(201, "employment", ("就业登记与培训券", "Employment registration and training vouchers"), EMPLOYMENT, Identity, &[F::Identity])
        .receipts(YEAR),
    scene(202, "employment", ("考试入场", "Examination entry"), EXAMINATIONS, Masked, &[F::Identity])
        .own_card_only().receipts(90),

    scene(301, "medical", ("挂号与排队", "Medical registration and queueing"), HEALTH, Identity, &[F::Medical])
        .receipts(YEAR),
    scene(302, "medical", ("医疗结算与购药", "Medical settlement and pharmacy"), MEDICAL_INSURANCE, Identity, &[F::Medical, F::Payment])
        .money(4 * HOUR).on_request().receipts(3 * YEAR),
    scene(303, "medical", ("病历与报告查询", "Medical record query"), HEALTH, Masked, &[F::Medical])
        .receipts(90),

    scene(401, "transit", ("公交、地铁与轮渡", "Bus, metro and ferry"), TRANSPORT, Validity, &[F::Transit])
        .turnstile(2 * MINUTE),
    scene(402, "transit", ("优惠乘车", "Concession fare"), TRANSPORT, Entitlement, &[F::Transit])
        .one_of(&[Answer::Senior65, Answer::Disability]).turnstile(2 * MINUTE),

    scene(501, "culture", ("博物馆与图书馆入场", "Museum and library entrance"), CULTURE, Validity, &[F::Identity])
        .turnstile(10 * MINUTE),
    scene(502, "culture", ("图书借阅", "Library borrowing"), CULTURE, Masked, &[F::Identity])
        .receipts(90),

    scene(601, "tourism", ("公园同城优惠", "Park at the residents' price"), CULTURE, Entitlement, &[F::Identity])
        .one_of(&[Answer::Resident]).turnstile(HOUR).takes(Where::CooperatingCities),
    scene(602, "tourism", ("旅馆登记", "Hotel registration"), POLICE, Identity, &[F::Identity])
        .own_card_only().on_request().receipts(YEAR).off(),

    scene(701, "subsidies", ("补贴申领柜台", "Subsidy counter"), FINANCE, Masked, &[F::Disbursement])
        .receipts(YEAR),
    scene(702, "subsidies", ("补贴发放", "Subsidy payment, back office"), FINANCE, Identity, &[F::Disbursement])
        .money(HOUR).on_request().own_card_only().attested().receipts(5 * YEAR),

    scene(801, "elder_care", ("长者饭堂", "Meal hall for elders"), CIVIL_AFFAIRS, Entitlement, &[F::Identity])
        .one_of(&[Answer::Senior60]).turnstile(2 * HOUR),
    scene(802, "disability", ("残疾人优待", "Discount and aid for people with disabilities"), DISABLED_PERSONS, Entitlement, &[F::Identity])
        .one_of(&[Answer::Disability]),

    scene(901, "government", ("政务大厅入场取号", "Government hall entry and queue number"), GOVERNMENT, Validity, &[F::Identity]),
    scene(902, "government", ("政务窗口", "Government desk"), GOVERNMENT, Identity, &[F::Identity])
        .receipts(YEAR),

    scene(1001, "education", ("校园入场", "Campus entry"), EDUCATION, Validity, &[F::Identity])
        .turnstile(MINUTE),

    scene(1101, "utilities", ("公用事业缴费", "Utility bill payment"), HOUSING, Masked, &[F::Payment])
        .money(4 * HOUR).on_request().receipts(3 * YEAR),

    scene(1201, "cross_border", ("港澳交通与公共服务", "Transit and public services in Hong Kong and Macau"), CROSS_BORDER, Validity, &[F::Transit, F::Identity])
        .takes(Where::AcrossTheBorder),
];

/// What the city adds: a concession for the years 60 to 64, children, and roadside parking.
#[rustfmt::skip]
pub(super) const GUANGZHOU: [Row; 3] = [
    scene(10_500, "transit", ("60至64岁半价乘车", "Half fare from 60 to 64"), TRANSPORT, Entitlement, &[F::Transit])
        .one_of(&[Answer::Senior60]).turnstile(2 * MINUTE),
    scene(10_501, "culture", ("少年儿童图书馆入场", "Children's library entrance"), CULTURE, Entitlement, &[F::Identity])
        .one_of(&[Answer::Minor]).turnstile(10 * MINUTE),
    // Paying for utilities needs a request in the base, so it does here.
    scene(10_502, "utilities", ("路内停车缴费", "Roadside parking payment"), TRANSPORT, Masked, &[F::Payment])
        .money(4 * HOUR).on_request().card_younger_than(2 * DAY).receipts(YEAR),
];
