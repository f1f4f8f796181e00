"""附件2 联系信息表: who leads and who does the statistical work in each district, year by year."""
