"""Text layer extraction from PDF files."""

# How PDFium marks a hyphen at the end of a line, which is none within one.
_HYPHENS = ("\ufffe\r\n", "\ufffe")


def extract_pdf_text(data: bytes, max_bytes: int) -> str:
    r"""Extracts the text layer of a PDF file; there is no OCR of pictures.

    Args:
        data: The file.
        max_bytes: How many bytes the text may have; it is not read much further.

    Returns:
        The text of the pages, with an empty line between two. Lines end where they do on the
        page, and a word that is hyphenated there is joined.

    Raises:
        ModuleNotFoundError: If pypdfium2 is not installed.
        ValueError: If it is not a PDF file, is damaged, or needs a password.

    Example:
        ```python
        extract_pdf_text(Path("article.pdf").read_bytes(), 1_000_000)  # "Tom sleeps."
        ```
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ValueError(f"it is no PDF file, or a damaged or locked one ({error})") from error
    texts, size = [], 0
    for number in range(len(document)):
        try:
            page = document[number]
            text = page.get_textpage().get_text_range()
        except pypdfium2.PdfiumError as error:
            raise ValueError(f"its page {number + 1} is damaged ({error})") from error
        page.close()
        for hyphen in _HYPHENS:
            text = text.replace(hyphen, "")
        texts.append(text.replace("\r\n", "\n").replace("\0", "").strip())
        size += len(text)
        if size > max_bytes:
            break
    return "\n\n".join(text for text in texts if text)
