//! Registers in German, French, Spanish and Dutch.

use crate::sheet::{cells, input, names, read};

#[test]
fn a_register_may_be_german_french_spanish_or_dutch() {
    let registers = [
        "Kennung;Kontoname;Eigentümer;Technischer Ansprechpartner;Plattform;Umgebung;Zweck;Kritikalität;Letzte Nutzung;Letzte Überprüfung;Berechtigungen;Speicherort;Passwort zuletzt geändert am;Gültig bis;Status;Privilegiert\n\
         NHI-1;svc-a;jana@example.com;tom@example.com;AWS;Produktion;Rechnungen;hoch;2026-09-01;2026-06-01;Lesen;Tresor;2026-01-01;2026-12-31;aktiv;ja\n",
        "Identifiant;Nom du compte;Propriétaire;Contact technique;Plateforme;Environnement;Finalité;Criticité;Dernière utilisation;Dernière revue;Droits;Lieu de stockage;Dernier changement de mot de passe;Date d'expiration;Statut;Privilégié\n\
         NHI-1;svc-a;jana@example.com;tom@example.com;AWS;Production;Factures;élevée;2026-09-01;2026-06-01;Lecture;Coffre-fort;2026-01-01;2026-12-31;actif;oui\n",
        "Identificador;Nombre de la cuenta;Propietario;Contacto técnico;Plataforma;Entorno;Propósito;Criticidad;Último uso;Última revisión;Permisos;Lugar de almacenamiento;Último cambio de contraseña;Fecha de caducidad;Estado;Privilegiado\n\
         NHI-1;svc-a;jana@example.com;tom@example.com;AWS;Producción;Facturas;alta;2026-09-01;2026-06-01;Lectura;Bóveda;2026-01-01;2026-12-31;activo;sí\n",
        "Identificatie;Accountnaam;Eigenaar;Technisch beheerder;Platform;Omgeving;Doel;Kriticiteit;Laatst gebruikt;Laatste beoordeling;Rechten;Opslaglocatie;Laatste wachtwoordwijziging;Verloopdatum;Status;Geprivilegieerd\n\
         NHI-1;svc-a;jana@example.com;tom@example.com;AWS;Productie;Facturen;hoog;2026-09-01;2026-06-01;Lezen;Kluis;2026-01-01;2026-12-31;actief;ja\n",
    ];
    for text in registers {
        let read = read(text);
        let unused: Vec<&str> =
            input(&read).columns.iter().filter(|c| c.how != "read").map(|c| c.heading.as_str()).collect();
        assert_eq!(unused, [""; 0], "{text}");
        assert_eq!(names(&read), ["svc-a"]);
        let of = |field: &str| cells(&read, field)[0].clone();
        assert_eq!(of("identity.id"), "NHI-1");
        assert_eq!(of("identity.owner"), "jana@example.com");
        assert_eq!(of("identity.custodian"), "tom@example.com");
        assert_eq!(of("identity.environment"), "production", "{text}");
        assert_eq!(of("identity.criticality"), "high", "{text}");
        assert_eq!(of("identity.last_used"), "2026-09-01");
        assert_eq!(of("identity.reviewed"), "2026-06-01");
        assert_eq!(of("identity.expires"), "2026-12-31");
        assert_eq!(of("identity.status"), "active", "{text}");
        assert_eq!(of("identity.privileged"), "true", "{text}");
        assert_eq!(of("credential.rotated"), "2026-01-01");
        assert_eq!(of("credential.storage"), "secrets_manager", "{text}");
    }
}

#[test]
fn marks_may_be_left_off_letters() {
    let read = read(
        "Kennung;Kontoname;Eigentuemer;Kritikalitaet;Letzte Uberprufung\nNHI-1;svc-a;jana@example.com;hoch;2026-06-01\n",
    );
    assert_eq!(cells(&read, "identity.owner"), ["jana@example.com"]);
    assert_eq!(cells(&read, "identity.criticality"), ["high"]);
    assert_eq!(cells(&read, "identity.reviewed"), ["2026-06-01"]);
}

#[test]
fn other_sheets_may_be_german_french_spanish_or_dutch() {
    let sheets = [
        (
            "Maßnahme;Beschreibung der Maßnahme;Verantwortlicher;Umsetzungsstatus;Zuletzt durchgeführt;Turnus\nRotation;Schlüssel werden gewechselt;jana@example.com;umgesetzt;2026-09-01;monatlich\n",
            "controls",
        ),
        ("Nom complet;Courriel;Département;Date de départ\nJana Weber;jana@example.com;IT;2026-08-31\n", "roster"),
        (
            "Proveedor;Responsable del proveedor;Última evaluación;Fin de contrato\nAcme;jana@example.com;2026-01-01;2027-01-01\n",
            "suppliers",
        ),
        (
            "Uitzondering id;Betrokken accounts;Reden uitzondering;Goedgekeurd door;Geldig tot\nU-1;svc-a;oud systeem;jana@example.com;2027-01-01\n",
            "exceptions",
        ),
        (
            "Nachweis-ID;Maßnahmen-ID;Nachweis;Ablageort;Erhoben am\nN-1;M-1;Auszug;https://example.com/1;2026-09-01\n",
            "evidence",
        ),
    ];
    for (text, kind) in sheets {
        let read = crate::sheet::try_read("liste.csv", text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!((input(&read).kind.as_str(), input(&read).read), (kind, 1), "{text}");
    }
}
