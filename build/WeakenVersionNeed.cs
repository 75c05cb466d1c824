using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Marks the version need GLIBCXX_3.4.32 of an ELF file as weak (VER_FLG_WEAK in vna_flags of .gnu.version_r) when this machine's
/// libstdc++ does not define that version. The file is replaced by rename, so that a hard-linked package cache keeps its bytes.
/// </summary>
public sealed class WeakenVersionNeed : Task
{
    private const string Version = "GLIBCXX_3.4.32";
    private const int WeakFlag = 0x2;
    private const int VersionNeedSection = 0x6ffffffe;

    public ITaskItem[] Files { get; set; }

    public override bool Execute()
    {
        if (SystemDefinesVersion())
        {
            return true;
        }

        foreach (ITaskItem item in Files)
        {
            string path = item.GetMetadata("FullPath");
            byte[] image = File.ReadAllBytes(path);
            if (Weaken(image))
            {
                DateTime written = File.GetLastWriteTimeUtc(path);
                string temporary = path + ".mend";
                File.WriteAllBytes(temporary, image);
                File.SetLastWriteTimeUtc(temporary, written);
                File.Delete(path);
                File.Move(temporary, path);
                Log.LogMessage(MessageImportance.Normal, "{0}: {1} marked as weak, this machine's libstdc++ is older.", path, Version);
            }
        }

        return !Log.HasLoggedErrors;
    }

    private static bool SystemDefinesVersion()
    {
        string[] folders =
        {
            "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/usr/lib", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
        };
        foreach (string folder in folders)
        {
            string library = Path.Combine(folder, "libstdc++.so.6");
            if (File.Exists(library))
            {
                return IndexOf(File.ReadAllBytes(library), Encoding.ASCII.GetBytes(Version + "\0")) >= 0;
            }
        }

        return true;
    }

    private static bool Weaken(byte[] image)
    {
        bool isElf64LittleEndian = image.Length > 64 && image[0] == 0x7f && image[1] == 'E' && image[2] == 'L' && image[3] == 'F' && image[4] == 2 && image[5] == 1;
        if (!isElf64LittleEndian)
        {
            return false;
        }

        long sections = BitConverter.ToInt64(image, 0x28);
        int entrySize = BitConverter.ToUInt16(image, 0x3A);
        int count = BitConverter.ToUInt16(image, 0x3C);
        bool changed = false;
        for (int i = 0; i < count; i++)
        {
            int header = (int)(sections + ((long)i * entrySize));
            if (BitConverter.ToInt32(image, header + 4) == VersionNeedSection)
            {
                int strings = (int)BitConverter.ToInt64(image, (int)(sections + ((long)BitConverter.ToInt32(image, header + 40) * entrySize)) + 24);
                changed |= WeakenSection(image, (int)BitConverter.ToInt64(image, header + 24), strings);
            }
        }

        return changed;
    }

    private static bool WeakenSection(byte[] image, int need, int strings)
    {
        bool changed = false;
        while (true)
        {
            int auxiliary = need + BitConverter.ToInt32(image, need + 8);
            for (int i = 0; i < BitConverter.ToUInt16(image, need + 2); i++)
            {
                int name = strings + BitConverter.ToInt32(image, auxiliary + 8);
                if (IsVersion(image, name) && (image[auxiliary + 4] & WeakFlag) == 0)
                {
                    image[auxiliary + 4] |= WeakFlag;
                    changed = true;
                }

                auxiliary += BitConverter.ToInt32(image, auxiliary + 12);
            }

            int next = BitConverter.ToInt32(image, need + 12);
            if (next == 0)
            {
                return changed;
            }

            need += next;
        }
    }

    private static bool IsVersion(byte[] image, int offset)
    {
        for (int i = 0; i < Version.Length; i++)
        {
            if (image[offset + i] != Version[i])
            {
                return false;
            }
        }

        return image[offset + Version.Length] == 0;
    }

    private static int IndexOf(byte[] text, byte[] pattern)
    {
        for (int i = 0; i <= text.Length - pattern.Length; i++)
        {
            int j = 0;
            while (j < pattern.Length && text[i + j] == pattern[j])
            {
                j++;
            }

            if (j == pattern.Length)
            {
                return i;
            }
        }

        return -1;
    }
}
