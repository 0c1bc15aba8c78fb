package batches

import (
	"yinxin.example/yinxin/verify"
)

// Language is the language that results are explained in.
type Language string

// The languages.
const (
	Chinese Language = "zh-CN"
	English Language = "en"
)

// words are a text in both languages.
type words struct{ zh, en string }

func (w words) in(l Language) string {
	if l == Chinese {
		return w.zh
	}
	return w.en
}

// OutcomeText says an outcome in a word or two.
func OutcomeText(outcome string, l Language) string {
	return map[string]words{
		Valid:         {"有效", "Valid"},
		Indeterminate: {"不能确认", "Not confirmed"},
		Invalid:       {"无效", "Invalid"},
		NotFound:      {"查无", "Not found"},
		Unreadable:    {"无法查验", "Not checkable"},
	}[outcome].in(l)
}

// Explain says why a row came out as it did: a reason of package verify, or one
// of what was handed in.
func Explain(code string, l Language) string {
	if reason, ok := verify.ReasonOf(code); ok {
		return reason.Text(string(l))
	}
	text, ok := map[string]words{
		"not_a_pdf":                 {"不是 PDF 文件。", "The file is no PDF."},
		"needs_password":            {"文件需要密码才能打开。", "The file needs a password."},
		"limit_exceeded":            {"文件过大或过于复杂。", "The file is too large or too costly to read."},
		"file_damaged":              {"压缩包中的这个文件已损坏。", "The file is damaged in the archive."},
		"not_a_copy":                {"不是职业资格证书文件。", "The file is no copy of a certificate."},
		"nothing_found":             {"没有与证件号码、姓名和编号都相符的证书。", "No certificate agrees with document, name and number."},
		"row_malformed":             {"这一行无法读取。", "The row cannot be read."},
		"row_hidden":                {"这一行在表格中是隐藏的。", "The row is hidden in the sheet."},
		"cells_merged":              {"这一行有合并的单元格。", "The row has merged cells."},
		"id_empty":                  {"没有证件号码。", "The document number is missing."},
		"id_mangled_by_spreadsheet": {"证件号码被表格软件改写，请设为文本格式后重新填写。", "The spreadsheet changed the document number; set the column to text and type it again."},
		"name_empty":                {"没有姓名。", "The name is missing."},
		"number_missing":            {"没有管理号或查询编号。", "The management or query number is missing."},
		"number_too_long":           {"内容过长。", "A value is too long."},
	}[code]
	if !ok {
		return code
	}
	return text.in(l)
}
