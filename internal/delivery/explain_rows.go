package delivery

import (
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
)

func rowTexts() map[fault.Reason]text {
	return map[fault.Reason]text{
		ReasonRowMalformed:    {"这一行的列数与表头不符，或引号不成对。请检查多余或缺少的逗号和引号。", "This row has more or fewer values than the header, or its quotes are not in pairs; look for commas and quotes too many or missing."},
		ReasonRowHidden:       {"这一行在电子表格中被隐藏(可能被筛选)，没有人看得到它。请取消隐藏，核对后再导入，或删去这一行。", "This row is hidden in the spreadsheet (perhaps by a filter), so nobody sees it; unhide and check it, or delete it."},
		ReasonCellsMerged:     {"这一行有合并的单元格，请取消合并，把每一格填写完整。", "Cells of this row are merged; unmerge them and fill in each."},
		ReasonCellFormula:     {"单元格是公式、错误值或逻辑值，请用“选择性粘贴-数值”改为文本。", "The cell is a formula, an error or a truth value; paste it as a value."},
		ReasonDuplicate:       {"这个号码在本文件前面的行里已经出现，保留了前面一行。请核对后删去重复的行或改正号码。", "An earlier row of this file has this number and was kept; delete this row or correct its number."},
		ReasonDiffers:         {"这个号码已经入库，内容与本行不同。如需更正，请走证书更正，不要重新导入。不同之处", "A certificate with this number is stored with other content; to change it, use a correction. What differs"},
		ReasonNumberMissing:   {"管理号和查询编号都为空，至少填写一个。", "Both the management number and the query number are empty; give one of them."},
		ReasonNumberTooLong:   {"号码超过32个字符，请核对。", "The number has more than 32 characters."},
		ReasonNumberMalformed: {"号码中有空格、全角字符、撇号或不可见字符，请改为半角并删去多余字符。", "The number holds spaces, full-width, invisible or undrawable characters, or begins with an apostrophe."},
		ReasonNumberMangled:   {"号码被电子表格变成了科学计数法，请把该列设为文本格式后重新填写。", "A spreadsheet turned the number into a quantity; format the column as text and enter it again."},

		person.ReasonNameEmpty:      {"姓名为空或只有空格，请填写。", "The name is empty or only spaces."},
		person.ReasonNameTooLong:    {"姓名超过100个字，请核对。", "The name has more than 100 characters."},
		person.ReasonNameControl:    {"姓名中有看不见的控制字符，请重新录入姓名。", "The name holds invisible control characters; enter it again."},
		person.ReasonNameMalformed:  {"姓名中有姓名不会用到的符号，请改为真实用字。", "The name holds signs that no name has; enter its true characters."},
		person.ReasonNameOuterSpace: {"姓名前后有空格。姓名按原样保存，请删去空格。", "There are spaces before or after the name; names are kept as they are, so delete them."},
		person.ReasonFormula:        {"内容以 = + - @ 或制表符开头，会被电子表格当作公式，请改正。", "The value begins with = + - @ or a tab, which a spreadsheet takes for a formula."},
		ReasonNameUnrenderable:      {"姓名中有字体不能显示的字，请核对用字；确有此字的，请管理员增加字体后再导入这一行。", "No font can draw a character of the name; check it, or have the administrator add a font and import this row again."},

		ReasonSexUnknown:    {"性别只能填“男”或“女”。", "Sex must be 男 or 女."},
		ReasonSexMismatch:   {"性别与证件号码不一致，请核对两者。", "Sex and document number disagree; check both."},
		ReasonDateInvalid:   {"日期不存在或格式不对，请写成 2022-01-03 的形式。", "There is no such date, or it is not written like 2022-01-03."},
		ReasonDateInFuture:  {"日期晚于今天，请核对。", "The date is later than today."},
		ReasonBirthMismatch: {"出生日期与证件号码不一致，请核对两者。", "Birth date and document number disagree; check both."},
		ReasonApprovedLate:  {"批准日期晚于签发日期，请核对两者。", "The date of approval is later than that of issue; check both."},

		person.ReasonIDType:       {"证件类型不认识，请填写：" + documentTypes() + "。", "The document type is not known; it must be one of: " + documentTypes() + "."},
		person.ReasonIDEmpty:      {"证件号码为空，请填写。", "The document number is empty."},
		person.ReasonIDMangled:    {"证件号码被电子表格改写了(科学计数法、小数或末几位变成0)，请把该列设为文本格式后重新填写。", "A spreadsheet rewrote the document number; format the column as text and enter it again."},
		person.ReasonIDMalformed:  {"证件号码的位数或字符不符合该证件类型，请核对，数字和字母用半角。", "The document number has not the form of its type; check it, with half-width digits and letters."},
		ReasonOfAnother:           {"这个证件号码在本文件前面的行里或已入库的证书上属于另一个姓名的人。请核对号码；确属同一人而改名，或原先按旧字形登记的，请先由登记它的签发单位更正或关联，再导入这一行。", "This document number stands with another person's name in an earlier row of this file or on a stored certificate. Check the number; if it is one person whose name changed or was recorded in an older form, have the authority that recorded it correct or link it first, then import this row again."},
		person.ReasonIDCheckDigit: {"证件号码的校验位不对，多半有一位录错，请核对。", "The check digit of the document number is wrong; most likely one digit is mistaken."},

		ReasonQualification:   {"资格名称不在目录中，请按目录填写。", "The qualification is not in the catalogue."},
		ReasonLevel:           {"该资格没有这个级别，请按目录填写；没有级别的应留空。", "The qualification has no such level; leave it empty where there is none."},
		ReasonSpecialty:       {"该资格的这个级别没有这个专业，请按目录填写；没有专业的应留空。", "The qualification has no such specialty at this level; leave it empty where there is none."},
		ReasonIssuer:          {"签发单位不在目录中，或不签发这个资格，请按目录填写。", "The issuer is not in the catalogue or does not issue this qualification."},
		ReasonNotYours:        {"这一行的签发单位不是贵单位。只能提交本单位签发的证书，请删去这一行，由其签发单位提交；由贵单位统一提交的，请管理员在配置中登记(delivers_for)。", "Another authority issued this one, and you deliver your own only; take the row out and let its issuer deliver it, or, where you deliver for that issuer, have the operator enter it in the configuration (delivers_for)."},
		ReasonKind:            {"文书种类只能填“电子证书”或“证书电子文件”。", "The kind of document must be 电子证书 or 证书电子文件."},
		ReasonMobileMalformed: {"手机号不对，请填写11位手机号，境外号码请带国家或地区代码；没有的留空。", "The mobile number is wrong; give 11 digits, or one with its country code, or leave it empty."},
	}
}

func documentTypes() string {
	names := make([]string, 0, 7)
	for _, t := range person.DocumentTypes() {
		names = append(names, string(t))
	}
	return strings.Join(names, "、")
}
