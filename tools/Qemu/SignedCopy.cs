using System.Security.Cryptography;
using Keelson.Tools.Fetch;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Qemu;

/// <summary>
/// An application signed for a machine whose firmware enforces Secure Boot: by the key for tests that Debian's edk2
/// comes with, whose public half is enrolled in a variable store of the same package.
/// </summary>
internal static class SignedCopy
{
    /// <param name="keyFile">PKCS #8, encrypted (PEM).</param>
    /// <param name="folder">For the copy and the key.</param>
    /// <returns>The copy.</returns>
    public static string Write(
        string application,
        string keyFile,
        string certificateFile,
        string passPhrase,
        string folder
    )
    {
        string copy = Path.Combine(folder, "signed-" + Path.GetFileName(application));
        string key = Path.Combine(folder, "key.pem");
        using (RSA rsa = RSA.Create())
        {
            rsa.ImportFromEncryptedPem(File.ReadAllText(keyFile), passPhrase);
            File.WriteAllText(key, rsa.ExportPkcs8PrivateKeyPem());
        }

        string sign = FetchedPackages.Current.Require("sbsigntool").Program;
        string[] arguments = ["--key", key, "--cert", certificateFile, "--output", copy, application];
        List<string> said = [];
        int? status = ChildProcess.RunCollected(sign, arguments, TimeLimit.OfTool, said.Add);
        File.Delete(key);
        return status is 0
            ? copy
            : throw new FailureException(
                $"{application} cannot be signed: {string.Join("; ", said)}",
                "see that it is an EFI application"
            );
    }
}
