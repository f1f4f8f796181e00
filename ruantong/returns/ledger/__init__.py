"""An enterprise's own trial balance (科目余额表), and the remembered way from it to the forms."""
