package delivery

// column is one of the columns of a delivery, in the order offices use.
type column int

const (
	colManagementNumber column = iota
	colQueryNumber
	colName
	colSex
	colBirthDate
	colDocumentType
	colDocumentNumber
	colQualification
	colLevel
	colSpecialty
	colApprovedOn
	colIssuedOn
	colAuthority
	colKind
	colMobile
	columnCount
)

// String gives the column's name as headers have it.
func (c column) String() string {
	return [columnCount]string{
		"管理号", "查询编号", "姓名", "性别", "出生日期", "证件类型", "证件号码", "资格名称",
		"级别", "专业", "批准日期", "签发日期", "签发单位", "文书种类", "手机号",
	}[c]
}
