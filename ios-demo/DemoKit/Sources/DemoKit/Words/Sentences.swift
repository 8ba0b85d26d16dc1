// Sentences put together from what the SDK says as data: states, disclosures, functions, list names.

import Essc

extension Words {
    /// What the SDK gives in both languages.
    public func of(_ text: Localized) -> String { text.text(in: language) }

    /// Before a code is made: what its profile tells a venue.
    public func willDisclose(_ profile: Profile) -> String {
        switch profile {
        case .validity: self[.willDiscloseValidity]
        case .entitlement: self[.willDiscloseEntitlement]
        case .masked: self[.willDiscloseMasked]
        case .identity: self[.willDiscloseIdentity]
        }
    }

    /// Beside a code: what it tells a venue, the values included.
    public func disclosed(_ what: Disclosed) -> String {
        let parts = facts(what).joined(separator: self[.disclosedSeparator])
        return capitalized(text(.disclosedSentence, parts))
    }

    /// What a venue sees, line by line.
    public func lines(_ what: Disclosed) -> [String] {
        facts(what).map(capitalized)
    }

    /// The functions loaded on a card.
    public func functionNames(_ functions: [CardFunction]) -> String {
        capitalized(functions.map(name).joined(separator: self[.functionSeparator]))
    }

    /// The state of a card, in a word or two.
    public func state(_ state: CardState) -> String {
        switch state {
        case .active: self[.stateActive]
        case .refreshDue: self[.stateRefreshDue]
        case .expired: self[.stateExpired]
        case .suspended: self[.stateSuspended]
        case .needsReEnrollment: self[.stateNeedsReEnrollment]
        }
    }

    /// How well a key is kept.
    public func securityLevel(_ level: SecurityLevel) -> String {
        switch level {
        case .software: self[.securitySoftware]
        case .trustedEnvironment: self[.securityTrustedEnvironment]
        case .secureElement: self[.securitySecureElement]
        }
    }

    /// How the keys of a card are protected, as its issuer verified it: a line, or one for each key where
    /// they differ.
    public func proved(_ card: CardSummary) -> [String] {
        let (everyday, identity) = (card.everydayProtection, card.identityProtection)
        if let everyday, everyday == identity {
            return [text(.provedBoth, protection(everyday))]
        }
        return [
            everyday.map { text(.provedEveryday, protection($0)) },
            identity.map { text(.provedIdentity, protection($0)) },
        ].compactMap { $0 }
    }

    /// What a protection means where scenes ask for one.
    public func suits(_ protection: KeyProtection) -> String {
        switch protection {
        case .software: self[.suitsSoftware]
        case .trustedEnvironment: self[.suitsTrustedEnvironment]
        case .secureElement: self[.suitsSecureElement]
        }
    }

    private func protection(_ protection: KeyProtection) -> String {
        switch protection {
        case .software: self[.provedSoftware]
        case .trustedEnvironment: self[.provedTrustedEnvironment]
        case .secureElement: self[.provedSecureElement]
        }
    }

    /// What a list is called on the lists screen.
    public func listName(_ list: ListName) -> String {
        switch list {
        case .trustList: self[.trustList]
        case .statusList(let region, let number):
            text(.statusList, region.name(in: language), number)
        case .catalogue(let region): text(.catalogue, region.name(in: language))
        }
    }

    private func facts(_ what: Disclosed) -> [String] {
        var facts: [String] = []
        switch what {
        case .validity: break
        case .entitlement(_, let answers): facts += answers.map(answer)
        case .masked(_, let document, let name, let number):
            facts += [text(.disclosedName, name), numbered(document, number)]
        case .identity(_, let document, let name, let number, let cardNumber):
            facts += [
                text(.disclosedName, name), numbered(document, number),
                text(.disclosedCardNumber, cardNumber),
            ]
        }
        facts.append(text(.disclosedValidCard, what.region.name(in: language)))
        return facts
    }

    private func numbered(_ kind: IDDocumentKind, _ number: String) -> String {
        switch kind {
        case .mainland: text(.disclosedMainland, number)
        case .residencePermit: text(.disclosedResidencePermit, number)
        case .foreignPermanentResident: text(.disclosedForeignPermanentResident, number)
        case .passport: text(.disclosedPassport, number)
        }
    }

    private func answer(_ answer: Answer) -> String {
        switch answer {
        case .senior60: self[.answerSenior60]
        case .senior65: self[.answerSenior65]
        case .minor: self[.answerMinor]
        case .resident: self[.answerResident]
        case .disability: self[.answerDisability]
        }
    }

    private func name(_ function: CardFunction) -> String {
        switch function {
        case .identity: self[.functionIdentity]
        case .query: self[.functionQuery]
        case .medical: self[.functionMedical]
        case .transit: self[.functionTransit]
        case .payment: self[.functionPayment]
        case .disbursement: self[.functionDisbursement]
        }
    }

    private func capitalized(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
