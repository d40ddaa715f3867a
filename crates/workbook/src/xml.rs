//! What the readers of XML share.

use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart};

/// The attributes of these names, whatever prefix they have; none where the element is malformed.
pub(crate) fn attributes<const N: usize>(element: &BytesStart<'_>, names: [&str; N]) -> Option<[Option<String>; N]> {
    let mut out = [const { None }; N];
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.ok()?;
        if let Some(at) = names.iter().position(|name| *name == attribute.key.local_name().as_ref()) {
            out[at] = Some(unescape(&attribute.value).ok()?.into_owned());
        }
    }
    Some(out)
}

/// Adds the sign that `&amp;` or `&#10;` stands for; false where it stands for none.
pub(crate) fn entity(reference: &BytesRef<'_>, out: &mut String) -> bool {
    if let Some(sign) = resolve_xml_entity(reference) {
        out.push_str(sign);
        return true;
    }
    match reference.resolve_char_ref() {
        Ok(Some(sign)) => {
            out.push(sign);
            true
        }
        _ => false,
    }
}

/// Does an attribute say yes?
pub(crate) fn is_true(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true" | "on"))
}
