//! Short and familiar forms of English given names.

use std::collections::HashMap;
use std::sync::OnceLock;

use copydesk_learn::features::hash_str;

/// Given names that stand for one another, in small letters, a line for those of one name. A form
/// may be short for several names: "Alex".
const NAMES: &[&str] = &[
    "abigail abby gail",
    "abraham abe",
    "albert al bert bertie",
    "alexander alex alec alexandre sandy sasha",
    "alexandra alex sandra lexi sasha",
    "alfred alf alfie fred",
    "alistair alastair ali",
    "andrew andy drew",
    "angela angie",
    "anthony tony antony",
    "antonia toni",
    "barbara barb barbie babs",
    "benjamin ben benny benjy",
    "bernard bernie",
    "bernadette bernie",
    "bradley brad",
    "cameron cam",
    "catherine katherine kathryn kate katie kathy cathy kat kitty cate",
    "charles charlie chuck charley",
    "charlotte charlie lottie",
    "christine christina chris chrissie tina",
    "christopher chris kit topher",
    "clifford cliff",
    "cynthia cindy",
    "daniel dan danny",
    "david dave davey davy",
    "deborah debra deb debbie",
    "denise dee",
    "dennis denny",
    "diana diane di",
    "donald don donnie donny",
    "dorothy dot dottie dolly",
    "douglas doug",
    "edmund ed eddie ned ted",
    "edward ed eddie ted teddy ned",
    "eleanor elaine ellie nell nora",
    "elizabeth elisabeth liz beth betty lizzie eliza bess betsy libby",
    "emmanuel manny manuel",
    "ernest ernie",
    "eugene gene",
    "florence flo florrie",
    "frances fran frankie",
    "francis frank fran",
    "francisco paco pancho",
    "franklin frank",
    "frederick fred freddie freddy",
    "gabriel gabe",
    "gareth gary",
    "geoffrey jeffrey geoff jeff",
    "george georgie",
    "gerald gerry jerry",
    "gerard gerry",
    "gilbert gil bert",
    "gregory greg gregg",
    "harold harry hal",
    "harriet hattie",
    "henry harry hank hal",
    "herbert herb bert",
    "howard howie",
    "isaac ike zac",
    "isabella isabel bella izzy",
    "jacob jake",
    "jacqueline jackie",
    "james jim jimmy jamie jimi",
    "janet jan",
    "jennifer jen jenny jenni",
    "jeremiah jerry",
    "jeremy jerry jez",
    "jerome jerry",
    "jessica jess jessie",
    "joanna joanne jo",
    "john johnny jack jon johnnie",
    "jonathan jon jonny john",
    "joseph joe joey",
    "josephine jo josie",
    "joshua josh",
    "judith judy jude",
    "julia julie",
    "kenneth ken kenny",
    "kimberly kim kimberley",
    "lawrence laurence larry lawrie laurie",
    "leonard len lenny leo",
    "leslie les",
    "lewis louis lew lou",
    "louise lou",
    "madeleine madeline maddie",
    "margaret maggie meg peggy marge margie greta rita",
    "martin marty",
    "matthew matt matty",
    "maureen mo",
    "maximilian max",
    "maxwell max",
    "melissa mel",
    "michael mike mick mickey micky mikey",
    "mitchell mitch",
    "mohammed mohamed muhammad mohammad mo",
    "nancy nan",
    "nathan nate nat",
    "nathaniel nate nat nathan",
    "nicholas nicolas nick nicky nico",
    "nicola nicky nikki",
    "oliver ollie olly",
    "pamela pam",
    "patricia pat patty patti tricia trish",
    "patrick pat paddy",
    "peter pete",
    "philip phillip phil pip",
    "rachel rach",
    "randall randolph randy",
    "raymond ray",
    "rebecca becky becca",
    "reginald reg reggie",
    "richard rick ricky dick rich richie ritchie",
    "robert bob bobby rob robbie bert",
    "roberta bobbie",
    "ronald ron ronnie",
    "rosemary rose rosie",
    "rudolph rudy",
    "russell russ",
    "samantha sam sammy",
    "samuel sam sammy",
    "sarah sally sadie",
    "simon si",
    "stanley stan",
    "stephanie steph",
    "stephen steven steve stevie",
    "stuart stewart stu",
    "susan suzanne sue susie suzy",
    "sylvester sly",
    "terence terrence terry",
    "theresa teresa terry tess tessa",
    "theodore theo ted teddy",
    "thomas tom tommy",
    "timothy tim timmy",
    "tobias toby",
    "valerie val",
    "veronica ronnie",
    "victor vic",
    "victoria vicky vicki vickie tori",
    "vincent vince vinny",
    "virginia ginny",
    "walter walt wally",
    "wilfred wilf",
    "william bill billy will willie willy liam",
    "winston win",
    "yvonne vonnie",
    "zachary zach zack zac",
];

/// Whether two given names, by the hashes of their small letters, are forms of one.
pub fn are_forms_of_one(one: u64, other: u64) -> bool {
    static LINES: OnceLock<HashMap<u64, Vec<u8>>> = OnceLock::new();
    let lines = LINES.get_or_init(|| {
        let mut lines: HashMap<u64, Vec<u8>> = HashMap::new();
        for (number, line) in NAMES.iter().enumerate() {
            for name in line.split(' ') {
                lines.entry(hash_str(name)).or_default().push(number as u8);
            }
        }
        lines
    });
    match (lines.get(&one), lines.get(&other)) {
        (Some(a), Some(b)) => a.iter().any(|line| b.contains(line)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn familiar_forms_are_known() {
        assert!(NAMES.len() < 256);
        for (one, other, are) in [
            ("bill", "william", true),
            ("larry", "lawrence", true),
            ("sam", "samantha", true),
            ("samuel", "samantha", false),
            ("ama", "bill", false),
        ] {
            assert_eq!(are_forms_of_one(hash_str(one), hash_str(other)), are, "{one} {other}");
        }
    }
}
