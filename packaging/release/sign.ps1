# Signs files with the certificate of the environment: sign.ps1 FILE[, FILE ...]
param([Parameter(Mandatory)][string[]]$Files)
$ErrorActionPreference = "Stop"

$pfx = Join-Path $env:RUNNER_TEMP "signing.pfx"
[IO.File]::WriteAllBytes($pfx, [Convert]::FromBase64String($env:SIGNING_CERTIFICATE))
try {
    $password = ConvertTo-SecureString $env:SIGNING_PASSWORD -AsPlainText -Force
    $certificate = Get-PfxCertificate -FilePath $pfx -Password $password
    foreach ($file in $Files) {
        $signed = Set-AuthenticodeSignature -FilePath $file -Certificate $certificate `
            -HashAlgorithm SHA256 -TimestampServer "http://timestamp.digicert.com"
        if ($signed.Status -ne "Valid") { throw "${file}: $($signed.StatusMessage)" }
    }
}
finally {
    Remove-Item $pfx
}
