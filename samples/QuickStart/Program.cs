Console.WriteLine("InstructRec");
