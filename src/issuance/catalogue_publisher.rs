//! Catalogues: checked by the rules of their readers, an overlay against its base, then signed.

use crate::base::text;
use crate::issuance::signer::IssuerSigner;
use crate::trust::effective::EffectiveCatalogue;
use crate::trust::overlay::OverlayError;
use crate::wire::catalogue::{Catalogue, SceneRule};

/// Why a catalogue was not published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum CatalogueRefused {
    /// A scene breaks a rule.
    #[error("the catalogue was refused: {0}")]
    Scene(#[from] SceneRule),
    /// The overlay does more than add to the base.
    #[error("the overlay was refused: {0}")]
    Overlay(#[from] OverlayError),
    /// An overlay without a base, or a base on top of one.
    #[error("a province's catalogue stands alone, a city's on its province's")]
    Base,
    /// The signing key is of another region.
    #[error("the key signs for another region")]
    OtherRegion,
}

/// Signs a catalogue: a base without `base`, an overlay with the base it adds to.
///
/// # Errors
/// [`CatalogueRefused`].
pub fn publish(
    catalogue: &Catalogue,
    base: Option<&Catalogue>,
    signer: &IssuerSigner<'_>,
) -> Result<String, CatalogueRefused> {
    if signer.kid.region() != catalogue.region {
        return Err(CatalogueRefused::OtherRegion);
    }
    catalogue.check()?;
    for scene in &catalogue.scenes {
        for name in [&scene.name.zh, &scene.name.en, &scene.department] {
            text::check_signable(name)
                .map_err(|reason| SceneRule::Name { code: scene.code, reason })?;
        }
    }
    match base {
        None if catalogue.is_base() => {}
        Some(base) if !catalogue.is_base() => EffectiveCatalogue::check(base, catalogue)?,
        _ => return Err(CatalogueRefused::Base),
    }
    Ok(catalogue.sign(signer.kid, signer.key))
}
