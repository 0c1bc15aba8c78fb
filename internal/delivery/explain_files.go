package delivery

import "yinxin.example/yinxin/internal/fault"

func fileTexts() map[fault.Reason]text {
	return map[fault.Reason]text{
		ReasonUnreadable: {"文件不是 CSV、XLSX 或 ZIP，请另存为其中一种后再导入。", "The file is none of CSV, XLSX and ZIP; save it as one of these and import that."},
		ReasonEncoding:   {"文件编码既不是 UTF-8 也不是 GB18030，或两种编码混在一起，请统一另存为 UTF-8 后再导入。", "The file is in neither UTF-8 nor GB18030, or mixes them; save it as UTF-8 and import that."},
		ReasonHeader:     {"表头不符合要求。", "The header is not that of a delivery."},
		ReasonEmpty:      {"文件是空的，没有表头。", "The file is empty; it has no header."},
		ReasonTooLarge:   {"文件太大，请分成几个文件导入。", "The file is too large; divide it and import the parts."},
		ReasonWorkbook:   {"工作簿不能导入。", "The workbook cannot be imported."},
		ReasonArchive:    {"压缩包不能导入。", "The archive cannot be imported."},
	}
}

func headerTexts() map[string]text {
	return map[string]text{
		"missing": {"缺少列“{column}”；第一行必须是表头，列之间用英文逗号分隔。", "The column {column} is missing; the first line must be the header, with commas between the columns."},
		"twice":   {"列“{column}”出现了两次，请删去一列。", "The column {column} stands there twice; delete one."},
		"unknown": {"有不认识的列“{column}”，请删去或改正列名。", "The column {column} is not known; delete it or correct its name."},
		"quotes":  {"表头的引号不成对。", "The quotes of the header are not in pairs."},
	}
}

// wholeTexts are the problems of workbooks and archives; {name} is the sheet,
// column or entry.
func wholeTexts() map[string]text {
	return map[string]text{
		"hidden_sheet":   {"隐藏的工作表“{name}”里有内容。请取消隐藏，核对后删去它，或把要导入的数据另存为只有一个工作表的文件。", "The hidden sheet {name} holds something; unhide and check it, then delete it, or save the rows to import as a workbook of one sheet."},
		"several_sheets": {"不止一个工作表有内容，另一个是“{name}”。请每个文件只留一个工作表。", "More than one sheet holds something, {name} too; leave one sheet in each file."},
		"hidden_column":  {"列“{name}”被隐藏，没有人看得到其中的内容。请取消隐藏，核对后再导入。", "The column {name} is hidden, so nobody sees what it holds; unhide and check it."},
		"encrypted":      {"文件有密码，请去掉密码后另存。{name}", "It is protected by a password; save it without one. {name}"},
		"xls":            {"这是旧的 XLS 格式，请另存为 XLSX。{name}", "It is in the old XLS format; save it as XLSX. {name}"},
		"damaged":        {"文件损坏或不完整，请重新保存或重新传输。{name}", "It is damaged or incomplete; save or send it again. {name}"},
		"entries":        {"文件数太多，请分成几个压缩包。", "It holds too many files; divide it."},
		"no_table":       {"里面没有 CSV 或 XLSX 表格，请放入一个。", "There is no CSV or XLSX table in it; put one in."},
		"several_tables": {"里面不止一个表格，另一个是“{name}”。请每个压缩包只放一个。", "There is more than one table in it, {name} too; put one in each archive."},
		"nested":         {"里面的“{name}”又是压缩包，请先解开。", "{name} in it is an archive itself; unpack that first."},
		"bomb":           {"里面的“{name}”展开后大得不合常理，已停止读取。请检查文件来源。", "{name} in it unpacks to an unreasonable size and was not read; check where the file comes from."},
	}
}

func strayTexts() map[fault.Reason]text {
	return map[fault.Reason]text{
		ReasonPhotoForNobody:   {"表格中没有这个号码的行，照片未使用。请核对文件名。", "No row of the table has this number, so the photo is not used; check its name."},
		ReasonPhotoTwice:       {"同一号码有不止一张照片，均未使用。请只留一张。", "There is more than one photo for this number, so none is used; leave one."},
		ReasonFileForNobody:    {"表格中没有这个号码的行，文件未使用。请核对文件名。", "No row of the table has this number, so the file is not used; check its name."},
		ReasonFileTwice:        {"同一号码有不止一个电子文件，均未使用。请只留一个。", "There is more than one e-file for this number, so none is used; leave one."},
		ReasonFileNotAsked:     {"该行的文书种类是“电子证书”，由本系统制作，不用交文件。", "The row's kind is 电子证书, which is made here; no file is wanted for it."},
		ReasonEnclosureUnknown: {"既不是表格，也不是以号码命名的照片(JPG、PNG)或电子文件(PDF)，未使用。", "It is neither a table nor a photo (JPG, PNG) or e-file (PDF) named by a number, so it is not used."},
		"photo_unreadable":     {"照片不是完好的 JPEG 或 PNG，请重新导出。", "The photo is not an intact JPEG or PNG; export it again."},
		"photo_too_large":      {"照片太大(超过8 MB或1200万像素)，请缩小。", "The photo is too large (over 8 MB or 12 million pixels); make it smaller."},
		"photo_too_small":      {"照片太小，宽至少90、高至少120像素。", "The photo is too small; it needs 90 by 120 pixels at least."},
		"photo_proportions":    {"照片的宽高比例不是证件照(宽应为高的0.6到0.9倍)，请裁剪。", "The photo has not a portrait's proportions (its width must be 0.6 to 0.9 of its height); crop it."},
		"file_unreadable":      {"不是完好的、不加密的 PDF，请重新导出。", "It is not an intact PDF without encryption; export it again."},
		"file_too_large":       {"文件超过20 MB，请缩小。", "The file is larger than 20 MB; make it smaller."},
	}
}
