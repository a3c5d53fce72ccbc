//! States of a concern, whose turn it is, and what came of it. Status is not outcome.

crate::coded! {
    /// Where a concern stands.
    pub enum ConcernState {
        /// DITERIMA
        Received = "received",
        /// DIVERIFIKASI
        Verified = "verified",
        /// PERLU_KUNJUNGAN
        VisitNeeded = "visit_needed",
        /// DIKUNJUNGI
        Visited = "visited",
        /// DIESKALASI: the office above handles it.
        Escalated = "escalated",
        /// MENUNGGU_BERKAS
        WaitingDocuments = "waiting_documents",
        /// REKOMENDASI_DIAJUKAN
        Recommended = "recommended",
        /// DIKEMBALIKAN
        Returned = "returned",
        /// DISETUJUI
        Approved = "approved",
        /// DIRUJUK
        Referred = "referred",
        /// DITERIMA_OPD
        Accepted = "accepted",
        /// DITOLAK_OPD
        DeclinedByInstitution = "declined_by_institution",
        /// MINTA_KELENGKAPAN
        MoreAsked = "more_asked",
        /// MENUNGGU_PUSAT
        WaitingCenter = "waiting_center",
        /// MENUNGGU_KUOTA: eligible but no quota, which is not solved.
        WaitingQuota = "waiting_quota",
        /// LAYANAN_DIBERIKAN
        ServiceGiven = "service_given",
        /// DIBUKA_KEMBALI
        Reopened = "reopened",
        /// TIDAK_LAYAK, with a reason and the way to appeal.
        NotEligible = "not_eligible",
        /// SEDANG_DISERAHKAN: on its way to another regency, which says whether it takes it over.
        HandingOver = "handing_over",
        /// DISERAHKAN: another regency goes on with it, under a number of its own.
        HandedOver = "handed_over",
        /// DIALIHKAN: another body is responsible, named to the citizen.
        Transferred = "transferred",
        /// DUPLIKAT
        Duplicate = "duplicate",
        /// DICABUT
        Withdrawn = "withdrawn",
        /// SELESAI
        Closed = "closed",
    }
}

impl ConcernState {
    /// Whether nothing more is expected unless it is opened again.
    pub fn is_final(self) -> bool {
        use ConcernState as S;
        matches!(self, S::HandedOver | S::NotEligible | S::Transferred | S::Duplicate | S::Withdrawn | S::Closed)
    }

    /// Whether it is another regency's, or on its way there: then nothing is done with it here.
    pub fn is_elsewhere(self) -> bool {
        matches!(self, Self::HandingOver | Self::HandedOver)
    }

    /// Whether a referral may be open meanwhile: an institution has it, or the office makes good what the institution asked for.
    pub fn keeps_referral(self) -> bool {
        matches!(self, Self::Referred | Self::Accepted) || self.is_in_hand()
    }

    /// Whether an office has it in hand, free to handle, recommend, refer or serve.
    pub fn is_in_hand(self) -> bool {
        use ConcernState as S;
        matches!(
            self,
            S::Received
                | S::Verified
                | S::Visited
                | S::VisitNeeded
                | S::Escalated
                | S::Returned
                | S::Approved
                | S::DeclinedByInstitution
                | S::MoreAsked
                | S::Reopened
                | S::WaitingDocuments
        )
    }
}

crate::coded! {
    /// What the citizen got. Only the citizen's word makes *helped*.
    pub enum Outcome {
        /// Help was given, the citizen has not said so yet.
        Given = "given",
        /// Information was given, the citizen has not answered yet.
        Informed = "informed",
        /// The citizen says that help came.
        Helped = "helped",
        /// The citizen says that part of it came.
        PartlyHelped = "partly_helped",
        /// The citizen says that no help came.
        NotHelped = "not_helped",
        /// Declined with a reason.
        Declined = "declined",
        /// Closed without the citizen's word.
        Unconfirmed = "unconfirmed",
        /// Withdrawn by the citizen, or a duplicate.
        None = "none",
    }
}

impl Outcome {
    /// Whether it is kept when an officer closes: the citizen said it, or was told what they asked.
    pub fn is_citizens_word(self) -> bool {
        matches!(self, Self::Helped | Self::PartlyHelped | Self::NotHelped | Self::Informed)
    }
}

crate::coded! {
    /// In which capacity somebody is expected to act next.
    pub enum TurnRole {
        /// Front office.
        FrontOffice = "front_office",
        /// Back office.
        BackOffice = "back_office",
        /// Whoever visits: facilitator, surveyor, TKSK.
        Visitor = "visitor",
        /// Coordinator decides.
        Coordinator = "coordinator",
        /// Manager decides.
        Manager = "manager",
        /// Head of division initials.
        DivisionHead = "division_head",
        /// Head decides.
        Head = "head",
        /// Supervisor decides.
        Supervisor = "supervisor",
        /// Head of the village takes note or decides.
        VillageHead = "village_head",
        /// Petugas perlindungan: handles and decides restricted concerns.
        ProtectionOfficer = "protection_officer",
        /// An institution answers.
        Institution = "institution",
        /// The citizen brings documents or says whether help came.
        Citizen = "citizen",
        /// Kemensos, BPS or BPJS; we look again on the due day.
        Center = "center",
        /// Another regency, to which it is being handed over.
        Regency = "regency",
        /// Nobody: it has ended.
        Nobody = "nobody",
    }
}

crate::coded! {
    /// What was done to a concern: the second half of the journal's kind `concern.<step>`.
    pub enum StepKind {
        /// Checked against the registry.
        Verified = "verified",
        /// A visit was asked for.
        VisitRequested = "visit_requested",
        /// A visit was made.
        Visited = "visited",
        /// Documents were asked of the citizen.
        DocumentsAsked = "documents_asked",
        /// Documents came.
        DocumentsReceived = "documents_received",
        /// Help or information was given on the spot.
        Served = "served",
        /// Handed to the office above.
        Escalated = "escalated",
        /// Waits for the centre or for quota.
        Waiting = "waiting",
        /// Goes on after waiting.
        Resumed = "resumed",
        /// More time, as the standard allows once.
        Extended = "extended",
        /// A note.
        Noted = "noted",
        /// A number in another system.
        NumberNoted = "number_noted",
        /// Recommended.
        Recommended = "recommended",
        /// A step of the chain approved.
        Approved = "approved",
        /// A step of the chain returned it.
        Returned = "returned",
        /// A step of the chain declined it, or the handler where there is no chain.
        Declined = "declined",
        /// Sent to an institution.
        Referred = "referred",
        /// The institution accepted.
        ReferralAccepted = "referral_accepted",
        /// The institution declined.
        ReferralDeclined = "referral_declined",
        /// The institution asks for more.
        ReferralMoreAsked = "referral_more_asked",
        /// What was asked for was sent.
        ReferralResubmitted = "referral_resubmitted",
        /// The institution gave help.
        ReferralGiven = "referral_given",
        /// Taken back from an institution.
        ReferralTakenBack = "referral_taken_back",
        /// A recommendation was taken back before it was decided.
        RecommendationWithdrawn = "recommendation_withdrawn",
        /// Given to somebody else, because whoever had the turn is gone.
        Rerouted = "rerouted",
        /// The citizen says that help came.
        ConfirmedHelped = "confirmed_helped",
        /// The citizen says that part of it came.
        ConfirmedPartly = "confirmed_partly",
        /// The citizen says that no help came.
        DeniedHelp = "denied_help",
        /// Closed.
        Closed = "closed",
        /// Opened again.
        Reopened = "reopened",
        /// The due day passed.
        DeadlinePassed = "deadline_passed",
    }
}

crate::coded! {
    /// How a visit reached us.
    pub enum Channel {
        /// At the counter.
        Counter = "counter",
        /// On a visit.
        Visit = "visit",
        /// By telephone.
        Phone = "phone",
        /// By message.
        Message = "message",
        /// On a paper form, typed later.
        Paper = "paper",
        /// By letter or from another body.
        Letter = "letter",
    }
}

crate::coded! {
    /// How a document was presented. Originals go back at once.
    pub enum DocumentForm {
        /// Shown and returned.
        Shown = "shown",
        /// A copy was handed over.
        Copy = "copy",
        /// Photographed.
        Photo = "photo",
        /// Not there yet.
        Missing = "missing",
    }
}

crate::coded! {
    /// How a referral stands.
    pub enum ReferralState {
        /// Sent, no answer yet.
        Sent = "sent",
        /// Accepted.
        Accepted = "accepted",
        /// Declined.
        Declined = "declined",
        /// More was asked for.
        MoreAsked = "more_asked",
        /// Help was given.
        Given = "given",
        /// Taken back by the office.
        Revoked = "revoked",
    }
}

impl ReferralState {
    /// Whether an answer is still expected.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Accepted | Self::MoreAsked)
    }
}
