import type { DocumentType } from '../create-request.ts';

/** Everything that the end user reads. `{who}` is the integration's name, `{date}` the end of the session. */
export interface Texts {
  /** The language by its own name. */
  readonly language: string;
  readonly loading: string;
  readonly close: string;
  readonly welcome: string;
  readonly asks: string;
  readonly steps: readonly [document: string, selfie: string];
  readonly start: string;
  readonly again: string;
  readonly reason: string;
  readonly document: string;
  readonly country: string;
  readonly type: string;
  readonly types: Readonly<Record<DocumentType, string>>;
  readonly front: string;
  readonly back: string;
  readonly next: string;
  readonly selfie: string;
  readonly selfieHint: string;
  readonly submit: string;
  readonly thanks: string;
  readonly checking: string;
  readonly resubmit: string;
  readonly tryNow: string;
  readonly later: string;
  readonly done: string;
  readonly doneHint: string;
  readonly closed: string;
  readonly comeBack: string;
  readonly over: string;
  readonly decided: string;
  readonly ended: string;
  readonly goOn: string;
  readonly moved: string;
  readonly reload: string;
  readonly offline: string;
}

const en: Texts = {
  language: 'English',
  loading: 'One moment …',
  close: 'Close',
  welcome: 'Verify your identity',
  asks: '{who} asks you to prove who you are. It takes two steps:',
  steps: ['Show your document', 'Take a selfie'],
  start: 'Start',
  again: 'Please try once more',
  reason: 'What was wrong the last time:',
  document: 'Your document',
  country: 'Issuing country',
  type: 'Kind of document',
  types: {
    PASSPORT: 'Passport',
    ID_CARD: 'ID card',
    RESIDENCE_PERMIT: 'Residence permit',
    DRIVERS_LICENSE: "Driver's licence",
    VISA: 'Visa',
  },
  front: 'Front',
  back: 'Back',
  next: 'Continue',
  selfie: 'Your face',
  selfieHint: 'Look straight ahead.',
  submit: 'Submit',
  thanks: 'Thank you',
  checking: 'Your pictures are being checked.',
  resubmit: 'Something was not right',
  tryNow: 'Try again now',
  later: 'Later',
  done: 'Finished',
  doneHint: 'You can close this page.',
  closed: 'Closed',
  comeBack: 'You can come back by the same link until {date}.',
  over: 'Nothing more to do',
  decided: 'This verification has been decided.',
  ended: 'This verification has ended.',
  goOn: 'Continue',
  moved: 'The verification has moved on in the meantime.',
  reload: 'Reload',
  offline: 'No connection. Please try again.',
};

const de: Texts = {
  language: 'Deutsch',
  loading: 'Einen Moment …',
  close: 'Schließen',
  welcome: 'Bestätigen Sie Ihre Identität',
  asks: '{who} bittet Sie, sich auszuweisen. Das sind zwei Schritte:',
  steps: ['Ausweis zeigen', 'Selfie aufnehmen'],
  start: 'Starten',
  again: 'Bitte versuchen Sie es noch einmal',
  reason: 'Das war beim letzten Mal nicht in Ordnung:',
  document: 'Ihr Ausweis',
  country: 'Ausstellungsland',
  type: 'Art des Ausweises',
  types: {
    PASSPORT: 'Reisepass',
    ID_CARD: 'Personalausweis',
    RESIDENCE_PERMIT: 'Aufenthaltstitel',
    DRIVERS_LICENSE: 'Führerschein',
    VISA: 'Visum',
  },
  front: 'Vorderseite',
  back: 'Rückseite',
  next: 'Weiter',
  selfie: 'Ihr Gesicht',
  selfieHint: 'Schauen Sie geradeaus.',
  submit: 'Absenden',
  thanks: 'Vielen Dank',
  checking: 'Ihre Bilder werden geprüft.',
  resubmit: 'Etwas war nicht in Ordnung',
  tryNow: 'Jetzt noch einmal versuchen',
  later: 'Später',
  done: 'Fertig',
  doneHint: 'Sie können diese Seite schließen.',
  closed: 'Geschlossen',
  comeBack: 'Über denselben Link können Sie bis zum {date} weitermachen.',
  over: 'Nichts mehr zu tun',
  decided: 'Über diese Prüfung wurde entschieden.',
  ended: 'Diese Prüfung ist beendet.',
  goOn: 'Weiter',
  moved: 'Die Prüfung ist inzwischen weitergegangen.',
  reload: 'Neu laden',
  offline: 'Keine Verbindung. Bitte versuchen Sie es noch einmal.',
};

const es: Texts = {
  language: 'Español',
  loading: 'Un momento …',
  close: 'Cerrar',
  welcome: 'Verifique su identidad',
  asks: '{who} le pide que se identifique. Son dos pasos:',
  steps: ['Muestre su documento', 'Hágase un selfi'],
  start: 'Empezar',
  again: 'Inténtelo otra vez',
  reason: 'Lo que falló la última vez:',
  document: 'Su documento',
  country: 'País de expedición',
  type: 'Tipo de documento',
  types: {
    PASSPORT: 'Pasaporte',
    ID_CARD: 'Documento de identidad',
    RESIDENCE_PERMIT: 'Permiso de residencia',
    DRIVERS_LICENSE: 'Permiso de conducir',
    VISA: 'Visado',
  },
  front: 'Anverso',
  back: 'Reverso',
  next: 'Continuar',
  selfie: 'Su rostro',
  selfieHint: 'Mire al frente.',
  submit: 'Enviar',
  thanks: 'Gracias',
  checking: 'Estamos comprobando sus imágenes.',
  resubmit: 'Algo no estaba bien',
  tryNow: 'Intentarlo ahora',
  later: 'Más tarde',
  done: 'Terminado',
  doneHint: 'Puede cerrar esta página.',
  closed: 'Cerrado',
  comeBack: 'Puede volver con el mismo enlace hasta el {date}.',
  over: 'No queda nada por hacer',
  decided: 'Esta verificación ya tiene una decisión.',
  ended: 'Esta verificación ha terminado.',
  goOn: 'Continuar',
  moved: 'Entretanto la verificación ha avanzado.',
  reload: 'Volver a cargar',
  offline: 'Sin conexión. Inténtelo de nuevo.',
};

const et: Texts = {
  language: 'Eesti',
  loading: 'Üks hetk …',
  close: 'Sulge',
  welcome: 'Kinnita oma isik',
  asks: '{who} palub sul oma isikut tõendada. Selleks on kaks sammu:',
  steps: ['Näita dokumenti', 'Tee endast pilt'],
  start: 'Alusta',
  again: 'Palun proovi uuesti',
  reason: 'Mis oli eelmisel korral valesti:',
  document: 'Sinu dokument',
  country: 'Väljaandnud riik',
  type: 'Dokumendi liik',
  types: {
    PASSPORT: 'Pass',
    ID_CARD: 'ID-kaart',
    RESIDENCE_PERMIT: 'Elamisluba',
    DRIVERS_LICENSE: 'Juhiluba',
    VISA: 'Viisa',
  },
  front: 'Esikülg',
  back: 'Tagakülg',
  next: 'Edasi',
  selfie: 'Sinu nägu',
  selfieHint: 'Vaata otse ette.',
  submit: 'Saada',
  thanks: 'Aitäh',
  checking: 'Sinu pilte kontrollitakse.',
  resubmit: 'Midagi oli valesti',
  tryNow: 'Proovi kohe uuesti',
  later: 'Hiljem',
  done: 'Valmis',
  doneHint: 'Võid selle lehe sulgeda.',
  closed: 'Suletud',
  comeBack: 'Sama lingiga saad jätkata. Viimane päev on {date}.',
  over: 'Rohkem pole midagi teha',
  decided: 'Selle kontrolli kohta on otsus tehtud.',
  ended: 'See kontroll on lõppenud.',
  goOn: 'Edasi',
  moved: 'Kontroll on vahepeal edasi liikunud.',
  reload: 'Laadi uuesti',
  offline: 'Ühendust pole. Palun proovi uuesti.',
};

const LANGUAGES = new Map(Object.entries({ en, de, es, et }));

export const LANGUAGE_CODES: readonly string[] = [...LANGUAGES.keys()];

/** A language that the page speaks; English in place of one that it does not. */
export interface Spoken {
  readonly code: string;
  /** For dates and the names of countries. */
  readonly locale: string;
  readonly texts: Texts;
  /** What was asked for in vain. */
  readonly missing?: string;
}

/** The language of `?lang=`, an ISO 639-1 code; a region (`de-AT`) narrows nothing. */
export function spoken(lang = 'en'): Spoken {
  const code = lang.split('-', 1)[0]?.toLowerCase() ?? '';
  const texts = LANGUAGES.get(code);
  if (texts !== undefined) return { code, locale: code === 'en' ? 'en-GB' : code, texts };
  return { ...spoken(), missing: lang };
}
