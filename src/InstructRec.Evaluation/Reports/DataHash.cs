using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using InstructRec.Catalog;
using InstructRec.Data;

namespace InstructRec.Evaluation.Reports;

/// <summary>What tables name data by, so that two tables can be known to be of the same.</summary>
public static class DataHash
{
    /// <summary>SHA-256 over ids, titles and every person's sequence of item indexes, in order.</summary>
    /// <param name="dataset">The data set.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Of(InteractionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Item item in dataset.Items)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{item.Id}\t{item.Title}\n"));
        }

        for (int person = 0; person < dataset.PersonCount; person++)
        {
            hash.AppendData(MemoryMarshal.AsBytes(dataset.History(person)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
