; The Windows installer. Made by packaging/wine/build.py and the release workflow:
;   makensis -INPUTCHARSET UTF8 -DVERSION=… -DPAYLOAD=folder -DOUT=file [-DX64STUB] stasiun-mo.nsi
;
; Switches:    /S            silent
;              /CONFIG=file  takes this config.toml; the one before is kept as config.toml.before
;              /NOAUTOSTART  does not start the program at logon; /AUTOSTART does, also after an
;                            upgrade. Without either: the first time yes, later as it is.
;              /D=folder     elsewhere than in Program Files (last, without quotes)
; Uninstaller: /S, /PURGE    also removes store, backups and configuration
; Exit codes:  0 done, 1 cancelled, 2 could not be written (what was there is as before),
;              3 Windows is too old or not 64 bit, 4 the file of /CONFIG is not there,
;              5 the program is running, 6 installed, but the rights on the data are not set

Unicode true
!ifdef X64STUB
  Target amd64-unicode ; for a Wine without a 32-bit part
!endif

!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "MUI2.nsh"
!include "Sections.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

!define ID "StasiunMO"
!define TITLE "Stasiun MO"
!define WINDOW_EXE "StasiunMO.exe"
!define CONSOLE_EXE "stasiun-mo.exe"
!define KEY "Software\${ID}"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define USERS "*S-1-5-32-545"
!define OLDEST_BUILD 17763 ; Windows 10 1809, what Qt needs

!define FAILED 2
!define TOO_OLD 3
!define NO_CONFIG 4
!define RUNNING 5
!define NO_RIGHTS 6

Name "${TITLE}"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\${ID}"
RequestExecutionLevel admin
ManifestSupportedOS all
ManifestDPIAware true
AllowSkipFiles off ; a file that cannot be written ends the installation, silent or not
SetCompressor /SOLID lzma
SetCompressorDictSize 16 ; more than both programs, which are nearly the same
BrandingText "${TITLE} ${VERSION}"

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 ProductName "${TITLE}"
VIAddVersionKey /LANG=0 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=0 FileVersion "${VERSION}"
VIAddVersionKey /LANG=0 FileDescription "${TITLE} setup"
VIAddVersionKey /LANG=0 CompanyName "${TITLE}"
VIAddVersionKey /LANG=0 LegalCopyright "${TITLE}"

!define MUI_ICON "..\resources\stasiun-mo.ico"
!define MUI_UNICON "..\resources\stasiun-mo.ico"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_FINISHPAGE_NOAUTOCLOSE
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(DATA_STAYS)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Indonesian"
!insertmacro MUI_LANGUAGE "English"

LangString PROGRAM ${LANG_INDONESIAN} "Program"
LangString PROGRAM ${LANG_ENGLISH} "Program"
LangString AUTOSTART ${LANG_INDONESIAN} "Jalankan layar penuh saat masuk Windows"
LangString AUTOSTART ${LANG_ENGLISH} "Start in full screen at logon"
LangString IS_RUNNING ${LANG_INDONESIAN} "${TITLE} masih berjalan. Tutup dulu, lalu ulangi."
LangString IS_RUNNING ${LANG_ENGLISH} "${TITLE} is running. Close it, then try again."
LangString IS_TOO_OLD ${LANG_INDONESIAN} "${TITLE} memerlukan Windows 10 versi 1809 atau lebih baru, 64 bit."
LangString IS_TOO_OLD ${LANG_ENGLISH} "${TITLE} needs Windows 10 version 1809 or newer, 64 bit."
LangString IS_MISSING ${LANG_INDONESIAN} "Berkas konfigurasi tidak ada: $Preset"
LangString IS_MISSING ${LANG_ENGLISH} "The configuration file is not there: $Preset"
LangString HAS_FAILED ${LANG_INDONESIAN} "Pemasangan gagal; keadaan sebelumnya tidak berubah."
LangString HAS_FAILED ${LANG_ENGLISH} "The installation failed; what was there is as before."
LangString HAS_NO_RIGHTS ${LANG_INDONESIAN} "Hak akses pada folder data tidak dapat diatur: $APPDATA\${ID}"
LangString HAS_NO_RIGHTS ${LANG_ENGLISH} "The rights on the data folder could not be set: $APPDATA\${ID}"
LangString DATA_STAYS ${LANG_INDONESIAN} "Program akan dihapus. Data produksi, cadangan, dan konfigurasi di $APPDATA\${ID} tetap disimpan."
LangString DATA_STAYS ${LANG_ENGLISH} "The program will be removed. Production data, backups and configuration in $APPDATA\${ID} are kept."

Var Preset
Var Problems

!macro REFUSE TEXT CODE
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

; A program that runs cannot be opened for writing.
!macro REFUSE_WHILE_RUNNING EXE
  ${If} ${FileExists} "$INSTDIR\program\${EXE}"
    ClearErrors
    FileOpen $0 "$INSTDIR\program\${EXE}" a
    ${If} ${Errors}
      !insertmacro REFUSE "$(IS_RUNNING)" ${RUNNING}
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

!macro GRANT WHERE RIGHTS
  nsExec::Exec '"$SYSDIR\icacls.exe" "${WHERE}" ${RIGHTS}'
  Pop $0
  ${If} $0 != 0
    StrCpy $Problems "rights"
  ${EndIf}
!macroend

Section "$(PROGRAM)" SectionProgram
  SectionIn RO
  SetOverwrite on

  ; All of the new program first, then two renames: a full disk leaves the old one as it was.
  RMDir /r "$INSTDIR\program.new"
  RMDir /r "$INSTDIR\program.old"
  SetOutPath "$INSTDIR\program.new"
  File "${PAYLOAD}\${WINDOW_EXE}"
  File "${PAYLOAD}\${CONSOLE_EXE}"
  File /r /x "${WINDOW_EXE}" /x "${CONSOLE_EXE}" "${PAYLOAD}\*"
  SetOutPath "$INSTDIR"
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\program\*"
    Rename "$INSTDIR\program" "$INSTDIR\program.old"
    ${If} ${Errors}
      RMDir /r "$INSTDIR\program.new"
      !insertmacro REFUSE "$(IS_RUNNING)" ${RUNNING}
    ${EndIf}
  ${EndIf}
  Rename "$INSTDIR\program.new" "$INSTDIR\program"
  ${If} ${Errors}
    Rename "$INSTDIR\program.old" "$INSTDIR\program"
    RMDir /r "$INSTDIR\program.new"
    !insertmacro REFUSE "$(HAS_FAILED)" ${FAILED}
  ${EndIf}
  RMDir /r "$INSTDIR\program.old"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  ; Data: everybody who works here may write, the configuration is the administrator's.
  CreateDirectory "$APPDATA\${ID}"
  !insertmacro GRANT "$APPDATA\${ID}" "/grant ${USERS}:(OI)(CI)M"
  ${If} $Preset != ""
    ${If} ${FileExists} "$APPDATA\${ID}\config.toml"
      Delete "$APPDATA\${ID}\config.toml.before"
      Rename "$APPDATA\${ID}\config.toml" "$APPDATA\${ID}\config.toml.before"
    ${EndIf}
    ClearErrors
    CopyFiles /SILENT "$Preset" "$APPDATA\${ID}\config.toml"
    ${If} ${Errors}
      StrCpy $Problems "config"
    ${EndIf}
  ${EndIf}
  ${If} ${FileExists} "$APPDATA\${ID}\config.toml"
    !insertmacro GRANT "$APPDATA\${ID}\config.toml" "/inheritance:r /grant:r *S-1-5-18:F *S-1-5-32-544:F ${USERS}:R"
  ${EndIf}

  SetOutPath "$INSTDIR\program" ; where the shortcut starts it
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\program\${WINDOW_EXE}"
  SetOutPath "$INSTDIR"

  WriteRegStr HKLM "${KEY}" "InstallDir" "$INSTDIR"
  WriteRegStr HKLM "${KEY}" "Version" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "${TITLE}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\program\${WINDOW_EXE}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "Publisher" "${TITLE}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR\program" "/S=0K" $0 $1 $2
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "EstimatedSize" $0
SectionEnd

Section "$(AUTOSTART)" SectionAutostart
  WriteRegStr HKLM "${RUN_KEY}" "${ID}" '"$INSTDIR\program\${WINDOW_EXE}" --kiosk'
SectionEnd

Section "-end"
  ${IfNot} ${SectionIsSelected} ${SectionAutostart}
    DeleteRegValue HKLM "${RUN_KEY}" "${ID}"
  ${EndIf}
  SetErrorLevel 0
  ${If} $Problems == "config"
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(IS_MISSING)" /SD IDOK
    SetErrorLevel ${NO_CONFIG}
  ${ElseIf} $Problems != ""
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(HAS_NO_RIGHTS)" /SD IDOK
    SetErrorLevel ${NO_RIGHTS}
  ${EndIf}
SectionEnd

Function .onInit
  SetRegView 64
  SetShellVarContext all
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    !insertmacro REFUSE "$(IS_TOO_OLD)" ${TOO_OLD}
  ${EndIf}

  ReadRegStr $1 HKLM "${KEY}" "InstallDir"
  ${If} $1 != ""
  ${AndIf} $INSTDIR == "$PROGRAMFILES64\${ID}" ; no /D=
    StrCpy $INSTDIR $1
  ${EndIf}

  ${GetParameters} $2
  ClearErrors
  ${GetOptions} $2 "/CONFIG=" $3
  ${IfNot} ${Errors}
    GetFullPathName $Preset $3
    ${If} $Preset == ""
      StrCpy $Preset $3
    ${EndIf}
    ${IfNot} ${FileExists} $Preset
      !insertmacro REFUSE "$(IS_MISSING)" ${NO_CONFIG}
    ${EndIf}
  ${EndIf}

  ${If} $1 != ""
    ReadRegStr $3 HKLM "${RUN_KEY}" "${ID}"
    ${If} $3 == "" ; somebody switched it off
      !insertmacro UnselectSection ${SectionAutostart}
    ${EndIf}
  ${EndIf}
  ClearErrors
  ${GetOptions} $2 "/NOAUTOSTART" $3
  ${IfNot} ${Errors}
    !insertmacro UnselectSection ${SectionAutostart}
  ${EndIf}
  ClearErrors
  ${GetOptions} $2 "/AUTOSTART" $3
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${SectionAutostart}
  ${EndIf}

  !insertmacro REFUSE_WHILE_RUNNING "${WINDOW_EXE}"
  !insertmacro REFUSE_WHILE_RUNNING "${CONSOLE_EXE}"
FunctionEnd

Function un.onInit
  SetRegView 64
  SetShellVarContext all
  !insertmacro REFUSE_WHILE_RUNNING "${WINDOW_EXE}"
  !insertmacro REFUSE_WHILE_RUNNING "${CONSOLE_EXE}"
FunctionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\program"
  RMDir /r "$INSTDIR\program.new"
  RMDir /r "$INSTDIR\program.old"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  DeleteRegValue HKLM "${RUN_KEY}" "${ID}"
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
  DeleteRegKey HKLM "${KEY}"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/PURGE" $1
  ${IfNot} ${Errors}
    RMDir /r "$APPDATA\${ID}"
  ${EndIf}
SectionEnd
