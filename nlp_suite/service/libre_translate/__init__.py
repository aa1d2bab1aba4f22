"""What the interface of LibreTranslate needs: files that keep their form, languages, errors."""
